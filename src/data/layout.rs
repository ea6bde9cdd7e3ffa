//! What a table is, and which of its columns is what: read off the names of its columns alone, so that no date decides it.

use super::headers::{STATUS, names, unwrapped};
use super::item::Column;
use super::options::{Reading, Role};
use super::question::{Question, Trouble};
use super::status::{Stage, Statuses};
use super::table::Table;
use super::tool::Tool;
use super::words::plain_letters;

/// What one row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An item, with a column for each date.
    Item,
    /// An item, with a column for each stage, which holds the day on which it came there.
    Stages,
    /// A change of the status of an item.
    Changes,
    /// A deployment of a change.
    Deployment,
}

/// A column for a stage.
pub struct StageColumn {
    pub column: usize,
    pub name: String,
    /// None where its name is not usual: a stage that counts as the one before it.
    pub stage: Option<Stage>,
}

/// What a table is, and which of its columns is what.
pub struct Layout {
    pub form: Form,
    pub tool: Tool,
    pub roles: Vec<(Role, usize)>,
    pub stages: Vec<StageColumn>,
}

impl Layout {
    /// Recognises a table by the names of its columns.
    ///
    /// # Errors
    /// Where a column is named that it does not have; where no column says when anything happened.
    pub fn of(table: &Table, reading: &Reading) -> Result<Layout, Trouble> {
        let header: Vec<String> = table.header.iter().map(|name| plain_letters(unwrapped(name))).collect();
        let tool = Tool::of(&header);
        let mut layout = Layout { form: Form::Item, tool, roles: named(table, &header, reading)?, stages: Vec::new() };
        let find = |name: &str| header.iter().position(|header| header == name);
        if layout.column(Role::To).is_none()
            && layout.column(Role::Done).is_none()
            && layout.column(Role::Started).is_none()
        {
            layout.stages = stage_columns(table, &header, &Statuses::of(reading));
        }
        let is_stage = |column: usize, layout: &Layout| layout.stages.iter().any(|stage| stage.column == column);
        let wanted: &[Role] = match layout.stages.is_empty() {
            true => &[
                Role::Name,
                Role::Title,
                Role::Kind,
                Role::Created,
                Role::Started,
                Role::Done,
                Role::Dropped,
                Role::Released,
                Role::State,
                Role::Category,
                Role::Resolution,
                Role::IsPullRequest,
                Role::Environment,
            ],
            false => &[Role::Name, Role::Title, Role::Kind],
        };
        for role in wanted {
            if layout.column(*role).is_some() {
                continue;
            }
            let is_free =
                |column: &usize| !layout.roles.iter().any(|(_, taken)| taken == column) && !is_stage(*column, &layout);
            let means = |name: &&str| !(*role == Role::Started && tool.is_plan(name));
            let found = names(*role).filter(means).find_map(|name| find(name).filter(is_free));
            layout.roles.extend(found.map(|column| (*role, column)));
        }
        if !layout.stages.is_empty() {
            layout.form = Form::Stages;
            return Ok(layout);
        }
        if layout.column(Role::Environment).is_some() && layout.column(Role::Released).is_some() {
            layout.form = Form::Deployment;
        }
        let has = |layout: &Layout, role: Role| layout.column(role).is_some();
        if has(&layout, Role::To) || !has(&layout, Role::Started) && !has(&layout, Role::Done) {
            layout.become_changes(&find);
        }
        let is_merge = |column: usize| header[column].starts_with("merge");
        if layout.form == Form::Item && layout.column(Role::Done).is_some_and(is_merge) {
            layout.roles.extend(names(Role::Closed).find_map(find).map(|column| (Role::Closed, column)));
        }
        if layout.form != Form::Changes {
            // All columns of the kind: each says that nothing has changed since.
            let changed = names(Role::Changed).filter_map(find).map(|column| (Role::Changed, column));
            let changed: Vec<_> =
                changed.filter(|(_, column)| !layout.roles.iter().any(|(_, taken)| taken == column)).collect();
            layout.roles.extend(changed);
        }
        let dated = [Role::Created, Role::Started, Role::Done, Role::Dropped, Role::Released, Role::At];
        if !dated.iter().any(|role| has(&layout, *role)) && tool != Tool::Trello {
            let headers = table.header.iter().filter(|name| !name.trim().is_empty()).take(MOST_HEADERS);
            return Err(Trouble::Open(vec![Question::Columns { headers: headers.map(str::to_string).collect() }]));
        }
        Ok(layout)
    }

    /// The first column with this role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().find(|(other, _)| *other == role).map(|(_, column)| *column)
    }

    /// The columns that hold dates.
    pub fn dated(&self) -> Vec<usize> {
        let is_dated = |role: Role| {
            matches!(
                role,
                Role::Created
                    | Role::Started
                    | Role::Done
                    | Role::Dropped
                    | Role::Closed
                    | Role::Released
                    | Role::Changed
                    | Role::At
            )
        };
        let roles = self.roles.iter().filter(|(role, _)| is_dated(*role)).map(|(_, column)| *column);
        roles.chain(self.stages.iter().map(|stage| stage.column)).collect()
    }

    /// Which column was taken for what, from the left.
    pub fn told(&self, table: &Table) -> Vec<Column> {
        let stage = |stage: &StageColumn| {
            let means = match stage.stage {
                Some(Stage::Waiting) => "a stage before work begins",
                Some(Stage::Active) => "a stage of work",
                Some(Stage::Done) => "finish",
                Some(Stage::Released) => "release",
                Some(Stage::Dropped) => "withdrawn",
                None => "a stage, as the one before it",
            };
            (stage.column, means)
        };
        let roles = self.roles.iter().map(|(role, column)| (*column, role.words()));
        let mut all: Vec<(usize, &str)> = roles.chain(self.stages.iter().map(stage)).collect();
        all.sort_by_key(|(column, _)| *column);
        let name = |column: usize| table.header.get(column).unwrap_or_default().trim().to_string();
        all.into_iter().map(|(column, means)| Column { header: name(column), taken_for: means.into() }).collect()
    }

    /// Takes the table for a list of changes, if it has an item, a status and a time.
    fn become_changes(&mut self, find: &dyn Fn(&str) -> Option<usize>) {
        let strict = names(Role::To).find_map(find);
        let to = self.column(Role::To).or(strict).or_else(|| STATUS.split_ascii_whitespace().find_map(find));
        // In a list of changes, `created` is when the change was; in a list of items, when the item was.
        let created = || strict.and_then(|_| self.column(Role::Created));
        let at = self.column(Role::At).or_else(|| names(Role::At).find_map(find)).or_else(created);
        let (Some(to), Some(at), Some(_)) = (to, at, self.column(Role::Name)) else { return };
        self.form = Form::Changes;
        self.roles.retain(|(role, column)| {
            matches!(role, Role::Name | Role::Title | Role::Kind | Role::Created) && *column != at
        });
        self.roles.extend([(Role::To, to), (Role::At, at)]);
    }
}

/// So many names of columns are told where none was recognised.
const MOST_HEADERS: usize = 40;

/// The columns that somebody named.
fn named(table: &Table, header: &[String], reading: &Reading) -> Result<Vec<(Role, usize)>, Trouble> {
    let find = |(role, name): &(Role, String)| {
        let exact = table.header.iter().position(|header| header.trim() == name.trim());
        let found = exact.or_else(|| header.iter().position(|header| *header == plain_letters(name)));
        let names = table.header.iter().take(MOST_HEADERS).collect::<Vec<_>>().join(", ");
        let wrong = || Trouble::Refused(format!("the file has no column `{name}`: it has {names}"));
        found.map(|column| (*role, column)).ok_or_else(wrong)
    };
    reading.columns.iter().map(find).collect()
}

/// Words that are stages, and as often the name of a mark on an item.
const MARKS: [&str; 8] = ["blocked", "onhold", "paused", "blockiert", "bloque", "bloqueado", "bloccato", "committed"];

/// The columns of stages: those with the usual name of a stage, or that somebody named, and all between them. Empty where
/// there is none of work beside another: `started` beside `done` is no list of stages.
fn stage_columns(table: &Table, header: &[String], statuses: &Statuses) -> Vec<StageColumn> {
    let name = |column: usize| table.header.get(column).unwrap_or_default().trim().to_string();
    let is_mark = |column: usize| MARKS.contains(&header[column].as_str());
    let stage = |column: usize| {
        let name = name(column);
        statuses.stage(&name).filter(|_| statuses.names(&name) || !is_mark(column))
    };
    let all: Vec<(usize, Stage)> = (0..header.len()).filter_map(|column| Some((column, stage(column)?))).collect();
    let is_work = |(column, stage): &(usize, Stage)| {
        *stage == Stage::Active && !names(Role::Started).any(|other| other == header[*column])
    };
    match (all.first(), all.last()) {
        (Some((first, _)), Some((last, _))) if all.len() > 1 && all.iter().any(is_work) => {
            (*first..=*last).map(|column| StageColumn { column, name: name(column), stage: stage(column) }).collect()
        }
        _ => Vec::new(),
    }
}
