//! The names that columns have in exports and in tables made by hand, in several languages.

use super::options::Role;

/// The names of a role, the one that is taken first before those that are taken where it is missing; as
/// [`plain_letters`](super::words::plain_letters) makes them.
pub fn names(role: Role) -> impl Iterator<Item = &'static str> {
    let names = match role {
        Role::Name => {
            "issuekey key vorgangsschlussel schlussel cledeticket clededemande clededticket clave clavedeincidencia chiave \
             sleutel chave id itemid item issue issueid workitemid workitem cardid card ticket ticketid number nummer numero \
             merge commitsha sha commit pullrequest pr iid vorgang vorgangsid identifier"
        }
        Role::Title => {
            "title summary name cardname titel zusammenfassung titre resume titulo resumen riepilogo samenvatting resumo"
        }
        Role::Kind => {
            "issuetype workitemtype vorgangstyp typedeticket typededemande tipodeincidencia tipodiissue type itemtype kind typ \
             tipo classofservice"
        }
        Role::Created => {
            "created createdat createddate creationdate datecreated createdon opened openedat requested requestedat erstellt \
             erstelltam erstellungsdatum angelegt angelegtam creation cree creele datedecreation creada creado \
             fechadecreacion creato datadicreazione aangemaakt criado datadecriacao"
        }
        Role::Started => {
            "actualstart started startedat starteddate startedon datestarted workstarted activateddate activated activatedat \
             inprogressdate inprogressat firstcommitat firstcommit oldestcommit oldestcommitat start startdate starttime \
             begin begun began beginn begonnen begonnenam gestartet gestartetam startdatum startzeit \
             tatsachlicherstart commence debut datededebut inicio iniciado fechadeinicio inizio iniziato datadiinizio \
             gestart begonnenop datadeinicio"
        }
        Role::Done => {
            "actualend mergedat merged mergedate done doneat donedate dateofcompletion completed completedat completeddate \
             completiondate closed closedat closeddate resolved resolvedat resolveddate resolutiondate finished finishedat \
             finishdate finish end enddate endtime datedone dateclosed fertig fertigam erledigt erledigtam abgeschlossen \
             abgeschlossenam geschlossen geschlossenam losungsdatum gelost ende enddatum fin datedefin termine resolu resolue \
             ferme fermele fechadefin resuelta resuelto finalizado cerrado completado fine datadifine chiuso risolto \
             completato afgerond gesloten opgelost concluido resolvido fechado termino fim"
        }
        Role::Dropped => {
            "dropped droppedat canceled canceledat cancelled cancelledat canceleddate cancelleddate withdrawn withdrawnat \
             abandoned abandonedat rejected rejectedat abgebrochen abgebrochenam verworfen verworfenam annule cancelado \
             annullato geannuleerd"
        }
        Role::Closed => "closed closedat closeddate",
        Role::Released => {
            "released releasedat releaseddate releasedon deployed deployedat deploymentdate shipped shippedat live livesince \
             golive veroffentlicht veroffentlichtam ausgeliefert ausgeliefertam"
        }
        Role::State => "status state listname zustand stand estado stato statut etat",
        Role::Category => "statuscategory statuskategorie categoriedestatut categoriadeestado categoriadistato",
        Role::Resolution => "resolution statereason losung resolucion risoluzione oplossing resolucao",
        Role::Changed => {
            "statuscategorychanged statuskategoriegeandert statechangedate statechanged updated updatedat changeddate \
             lastactivitydate lastupdated aktualisiert aktualisiertam misajour actualizada actualizado aggiornato bijgewerkt"
        }
        Role::IsPullRequest => "ispullrequest",
        Role::Environment => "environment env umgebung",
        Role::To => {
            "tostatus tostate newstatus newstate tostring tovalue newvalue to statusto enteredstatus neuerstatus nachstatus \
             nach nouveaustatut nuevoestado nuovostato nieuwestatus"
        }
        Role::At => {
            "time at timestamp changed changedat changedate changedon when datetime date enteredat entered enteredon \
             transitiondate transitionedat transitiontime movedat moved moveddate zeit zeitpunkt datum datumuhrzeit wann \
             geandert geandertam zeitstempel quand heure fecha fechahora hora quando data ora tijdstip"
        }
    };
    names.split_ascii_whitespace()
}

/// Names of the status in a list of changes that lists of items have too.
pub const STATUS: &str = "status state stage column list spalte zustand statut estado stato";

/// What stands in brackets behind these is the name that the team gave the column.
const WRAPPERS: [&str; 5] = [
    "custom field (",
    "benutzerdefiniertes feld (",
    "champ personnalise (",
    "campo personalizado (",
    "campo personalizzato (",
];

/// A header as the team calls it: "Custom field (Actual start)" is "Actual start".
pub fn unwrapped(header: &str) -> &str {
    let header = header.trim();
    let small = header.to_lowercase().replace('é', "e");
    let wrapper = WRAPPERS.iter().find(|wrapper| small.starts_with(*wrapper) && small.len() == header.len());
    let inner = wrapper.and_then(|wrapper| header.get(wrapper.len()..)?.strip_suffix(')'));
    inner.unwrap_or(header)
}
