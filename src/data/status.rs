//! What the usual names of statuses and stages mean.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::options::Reading;
use super::words::plain_letters;

/// Where an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Asked for; nobody works on it.
    Waiting,
    /// Work has begun.
    Active,
    Done,
    /// Done, and with those who use it.
    Released,
    /// Given up.
    Dropped,
}

const WAITING: &str = "backlog todo open new ready readyfordevelopment readyfordev readytostart selectedfordevelopment \
    selected triage unstarted icebox next upnext proposed planned planning funnel inbox queue queued ideas idea requested \
    reopened refinement refined groomed productbacklog sprintbacklog options \
    offen neu zuerledigen geplant bereit wartend aufgabenliste ausgewahltfurentwicklung \
    afaire ouvert nouveau pret porhacer pendiente abierto nuevo listo dafare aperto nuovo tedoen nieuw aberto novo afazer";

const ACTIVE: &str = "inprogress progress doing wip active started indevelopment development developing dev \
    implementation implementing implement coding build building inreview review reviewing codereview peerreview \
    readyforreview inqa qa test testing intest intesting readyfortest readyforqa verify verifying verification \
    validation validating uat acceptance design designing analysis inanalysis analyzing blocked onhold paused \
    readyforrelease readytorelease readyfordeployment awaitingrelease merging committed \
    inarbeit inbearbeitung inentwicklung entwicklung inprufung imreview imtest blockiert \
    encours endeveloppement enrevue entest bloque enprogreso encurso endesarrollo enrevision bloqueado \
    incorso insviluppo inrevisione bloccato bezig mee inbehandeling onderhanden emandamento emprogresso fazendo";

const DONE: &str = "done closed resolved completed complete finished accepted merged delivered archived verifieddone \
    fertig erledigt geschlossen abgeschlossen gelost beendet termine fini ferme resolu livre hecho cerrado terminado \
    completado resuelto finalizado fatto chiuso completato risolto terminato gereed klaar gesloten afgerond opgelost \
    concluido feito fechado resolvido";

const RELEASED: &str = "released deployed live inproduction production prod shipped veroffentlicht ausgeliefert \
    enproduction desplegado rilasciato";

const DROPPED: &str = "cancelled canceled wontdo wontfix willnotdo rejected declined abandoned removed duplicate obsolete \
    discarded notplanned invalid cannotreproduce notabug worksasdesigned incomplete withdrawn dropped outofscope wontbedone \
    nolongerneeded asdesigned deferred notreproducible notanissue killed \
    abgebrochen verworfen abgelehnt zuruckgezogen duplikat wirdnichterledigt nichterledigt storniert \
    annule abandonne rejete doublon neserapasfait cancelado rechazado descartado duplicado annullato rifiutato scartato \
    geannuleerd afgewezen vervallen rejeitado";

static USUAL: LazyLock<HashMap<&str, Stage>> = LazyLock::new(|| {
    let kinds = [
        (WAITING, Stage::Waiting),
        (ACTIVE, Stage::Active),
        (DONE, Stage::Done),
        (RELEASED, Stage::Released),
        (DROPPED, Stage::Dropped),
    ];
    let all =
        kinds.into_iter().flat_map(|(names, stage)| names.split_ascii_whitespace().map(move |name| (name, stage)));
    all.collect()
});

/// What the usual name of a status means; None where it is no usual name.
pub fn usual(status: &str) -> Option<Stage> {
    USUAL.get(plain_letters(status).as_str()).copied()
}

/// What the statuses of a team mean: what somebody said, before what is usual.
pub struct Statuses {
    begun: Vec<String>,
    finished: Vec<String>,
}

impl Statuses {
    pub fn of(reading: &Reading) -> Statuses {
        let plain = |names: &[String]| names.iter().map(|name| plain_letters(name)).collect();
        Statuses { begun: plain(&reading.begun), finished: plain(&reading.finished) }
    }

    /// What a status means. Where somebody named those that are begun, or finished, all others are not.
    pub fn stage(&self, status: &str) -> Option<Stage> {
        let plain = plain_letters(status);
        if self.finished.contains(&plain) {
            return Some(Stage::Done);
        }
        if self.begun.contains(&plain) {
            return Some(Stage::Active);
        }
        match USUAL.get(plain.as_str()).copied() {
            Some(Stage::Active) if !self.begun.is_empty() => Some(Stage::Waiting),
            // It comes before what is called finished, or after it: in both cases nothing ends with it.
            Some(Stage::Done) if !self.finished.is_empty() => None,
            other => other,
        }
    }

    /// Whether somebody named this one.
    pub fn names(&self, status: &str) -> bool {
        let plain = plain_letters(status);
        self.begun.contains(&plain) || self.finished.contains(&plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_status_means_two_things() {
        let all: Vec<&str> = [WAITING, ACTIVE, DONE, RELEASED, DROPPED]
            .iter()
            .flat_map(|names| names.split_ascii_whitespace())
            .collect();
        assert_eq!(all.len(), USUAL.len(), "a name stands twice");
        assert!(all.iter().all(|name| plain_letters(name) == **name));
    }
}
