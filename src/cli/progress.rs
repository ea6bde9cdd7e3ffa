//! How far long work has come, and ending it early.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::answer::Work;
use crate::run::ensemble::Watch;
use crate::text::visible;

use super::screen::{self, Stream};
use super::{files, print};

/// Set by Ctrl-C, or whatever else asks the program to end.
static ENDED: AtomicBool = AtomicBool::new(false);

/// What shells expect of a program that was interrupted: 128 and the signal's number.
pub const INTERRUPTED: u8 = 130;

/// How long work may take to end by itself, with what it knows so far.
const GRACE: Duration = Duration::from_millis(350);

/// Work that is done sooner shows no progress.
const SOON: Duration = Duration::from_millis(700);

/// From here on Ctrl-C ends the work: by itself where it looks, by force where it does not, and leaves no part of a file.
pub fn listen() {
    let listening = ctrlc::set_handler(|| {
        ENDED.store(true, Ordering::Relaxed);
        std::thread::sleep(GRACE);
        let _nothing_half = files::stop_writing();
        print::note("stopped");
        std::process::exit(i32::from(INTERRUPTED));
    });
    if let Err(error) = listening {
        print::note(&format!("Ctrl-C ends this at once: {error}"));
    }
}

/// Whether somebody asked the program to end.
pub fn ended() -> bool {
    ENDED.load(Ordering::Relaxed)
}

/// Replications of one piece of work, with a line on the terminal that says how long is left.
pub struct Progress {
    what: String,
    all: AtomicU64,
    done: AtomicU64,
    shown: bool,
    start: Instant,
    bar: OnceLock<ProgressBar>,
    told: OnceLock<()>,
}

impl Progress {
    /// Of `all` replications; nothing is `shown` to those who want it quiet, nor where nobody looks.
    pub fn new(what: &str, all: u64, shown: bool) -> Progress {
        let (what, all, done) = (what.to_string(), AtomicU64::new(all), AtomicU64::new(0));
        Progress { what, all, done, shown, start: Instant::now(), bar: OnceLock::new(), told: OnceLock::new() }
    }

    fn bar(&self) -> ProgressBar {
        let target = match screen::is_clever(Stream::Talk) {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(self.all.load(Ordering::Relaxed)), target);
        let style = ProgressStyle::with_template("{msg}  {bar:30}  {human_pos} of {human_len} runs, {eta} left");
        bar.set_style(style.unwrap_or(ProgressStyle::default_bar()));
        bar.with_message(visible::line(&self.what).into_owned()).with_elapsed(self.start.elapsed())
    }
}

impl Watch for Progress {
    fn done(&self, replications: u64) {
        let done = self.done.fetch_add(replications, Ordering::Relaxed) + replications;
        if !self.shown || (self.bar.get().is_none() && self.start.elapsed() < SOON) {
            return;
        }
        self.bar.get_or_init(|| self.bar()).set_position(done);
    }

    fn ended(&self) -> bool {
        ended()
    }
}

impl Work for Progress {
    fn expect(&self, replications: u64) {
        self.all.store(replications, Ordering::Relaxed);
        if let Some(bar) = self.bar.get() {
            bar.set_length(replications);
        }
    }

    /// Told once, where nobody sees a line that says how long is left.
    fn has_an_answer(&self) {
        let hidden = !screen::is_clever(Stream::Talk);
        if self.shown && hidden && self.start.elapsed() >= SOON && self.told.set(()).is_ok() {
            let [done, all] = [&self.done, &self.all].map(|number| number.load(Ordering::Relaxed));
            print::note(&format!("{}: {done} of {all} runs; Ctrl-C ends it with what is known so far", self.what));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
