use flywheel::model::scenario::*;
use flywheel::text::*;
use flywheel::run::{ensemble, reference};
use std::sync::Arc;
struct L;
impl Library for L {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> { Ok(Source::new(name, std::fs::read_to_string(name).unwrap())) }
    fn beside(&self, from: &str, path: &str) -> String { std::path::Path::new(from).parent().unwrap().join(path).display().to_string() }
}
fn main() {
    for a in std::env::args().skip(1) {
        let mut s = match load(&a, &L) { Ok(s) => s, Err(d) => { for d in d { println!("{d} {:?}", d.help); } return } };
        let all: Vec<_> = s.model.ids().collect();
        let t0 = std::time::Instant::now();
        let r = ensemble::run(&s, &s.recorded(), &ensemble::Part::whole(&s)).unwrap();
        println!("{:?} {} {:?}", t0.elapsed(), r.values.len(), r.not_finite);
        s.uncertainty = Uncertainty::None; s.replications = 1;
        let r = ensemble::run(&s, &all, &ensemble::Part::whole(&s)).unwrap();
        let t = reference::run(&s, 0).unwrap();
        let mut bad = 0;
        for (i, id) in all.iter().enumerate() { for k in 0..r.times.len() {
            let x = r.values[i * r.times.len() + k]; let y = t.values[k * s.time.steps_a_save()][id.0 as usize];
            if x.to_bits() != y.to_bits() { bad += 1; if bad < 10 { println!("{} {} {} {}", s.model.variable(*id).name, k, x, y); } }
        } }
        println!("bits differ: {bad}");
        let res = flywheel::results::Results::new(Arc::new(s.clone()), r);
        std::fs::write(format!("/tmp/{}.csv", s.stem), res.wide_csv(0)).unwrap();
    }
}
