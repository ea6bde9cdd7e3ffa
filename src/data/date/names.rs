//! Names of months and days of the week, in the languages in which exports come.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::data::words::plain_letters;

/// What a word in a date is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Month(u8),
    /// A short name that is a month in one language and a day of the week in another: `mar` is March, and Tuesday.
    MonthOrDay(u8),
    /// The name of a day of the week, or a word without meaning for the date: "de", "th".
    Filler,
}

/// Names from January to December in small letters without accents, long and short, as the CLDR has them: English,
/// German, French, Spanish, Italian, Portuguese, Dutch, Polish, Swedish and Danish.
const MONTHS: [&str; 12] = [
    "jan january januar janner janv janvier ene enero gen gennaio janeiro januari sty stycznia styczen",
    "feb february februar fevr fev fevrier febrero febbraio fevereiro februari lut lutego luty",
    "mar march mars marz mrz maerz marzo marco mrt maart marca marzec marts",
    "apr april avr avril abr abril aprile kwi kwietnia kwiecien",
    "may mai mayo mag maggio maio mei maj maja",
    "jun june juni juin junio giu giugno junho cze czerwca czerwiec",
    "jul july juli juil juillet julio lug luglio julho lip lipca lipiec",
    "aug august aout aou ago agosto augustus augusti sie sierpnia sierpien",
    "sep sept september septembre septiembre set settembre setembro wrz wrzesnia wrzesien",
    "oct october okt oktober octobre octubre ott ottobre out outubro paz pazdziernika pazdziernik",
    "nov november novembre noviembre novembro lis listopada listopad",
    "dec december dez dezember decembre dic diciembre dicembre dezembro gru grudnia grudzien",
];

const FILLERS: &str = "mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday tues thur \
    thurs mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag \
    lun mer jeu ven sam dim lundi mardi mercredi jeudi vendredi samedi dimanche \
    mie jue vie sab dom lunes martes miercoles jueves viernes sabado domingo \
    gio lunedi martedi mercoledi giovedi venerdi sabato domenica \
    seg ter qua qui sex segunda terca quarta quinta sexta feira \
    ma wo vr za zo maandag dinsdag woensdag donderdag vrijdag zaterdag zondag \
    st nd rd th of de del den der the le el la";

static WORDS: LazyLock<HashMap<&str, Word>> = LazyLock::new(|| {
    let fillers = FILLERS.split_ascii_whitespace().map(|name| (name, Word::Filler));
    let months = MONTHS.iter().zip(1..).flat_map(|(names, number)| {
        let word = move |name| if name == "mar" { Word::MonthOrDay(number) } else { Word::Month(number) };
        names.split(' ').map(move |name| (name, word(name)))
    });
    // A month before a day of the week that has its name.
    fillers.chain(months).collect()
});

/// What a word means; None where it means nothing in a date.
pub fn word(written: &str) -> Option<Word> {
    if matches!(written, "年" | "月" | "日") {
        return Some(Word::Filler);
    }
    WORDS.get(plain_letters(written).as_str()).copied()
}
