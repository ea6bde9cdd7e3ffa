//! Where an export comes from, as far as its columns show it, and what such an export cannot say.

/// What wrote a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    Jira,
    AzureDevOps,
    GitHub,
    Linear,
    Trello,
    ActionableAgile,
    Nave,
    Deployments,
    GitMerges,
    Unknown,
}

impl Tool {
    /// By the names of its columns, as plain letters.
    pub fn of(header: &[String]) -> Tool {
        let has = |name: &str| header.iter().any(|header| header == name);
        let any = |names: &[&str]| names.iter().any(|name| has(name));
        match () {
            () if has("oldestcommit") && has("merged") => Tool::GitMerges,
            () if has("deployedat") && has("environment") => Tool::Deployments,
            () if has("blockeddaterange") => Tool::Nave,
            () if has("blockeddays") || header.starts_with(&["id".into(), "link".into()]) => Tool::ActionableAgile,
            () if any(&["issuekey", "vorgangsschlussel", "clavedeincidencia", "statuscategory", "statuskategorie"]) => {
                Tool::Jira
            }
            () if has("workitemtype") => Tool::AzureDevOps,
            () if has("cyclenumber") || has("canceled") && has("completed") => Tool::Linear,
            () if has("lastactivitydate") || has("listname") && has("boardname") => Tool::Trello,
            () if has("number") && any(&["createdat", "closedat", "mergedat"]) => Tool::GitHub,
            () => Tool::Unknown,
        }
    }

    /// Whether a column of this name is a plan, and no fact: Jira and Azure DevOps let people enter when something is to start.
    pub fn is_plan(self, name: &str) -> bool {
        matches!(self, Tool::Jira | Tool::AzureDevOps) && matches!(name, "start" | "startdate" | "startdatum")
    }

    /// Its name, where it has one.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Tool::Jira => "Jira",
            Tool::AzureDevOps => "Azure DevOps",
            Tool::GitHub => "GitHub",
            Tool::Linear => "Linear",
            Tool::Trello => "Trello",
            Tool::ActionableAgile => "ActionableAgile",
            Tool::Nave => "Nave",
            Tool::Deployments => "a list of deployments",
            Tool::GitMerges => "merges of a git repository",
            Tool::Unknown => return None,
        })
    }

    /// What a list of items from it cannot say, and what would.
    pub fn limits(self, has_start: bool) -> Option<&'static str> {
        match self {
            Tool::Jira if !has_start => Some(
                "Jira exports issues as they stand now: when they were created and resolved, and not when work began; \
                 a report of status changes (item, status, time) has that.",
            ),
            Tool::GitHub if !has_start => Some(
                "GitHub has no start of work for issues: when they were opened and closed, and no more; merged \
                 changes have one (see `git log` in docs/data.md).",
            ),
            Tool::Trello => Some(
                "Trello exports the last activity of a card, and no day on which it was started or finished: nothing \
                 about flow can be had from it; a report of the moves of cards (item, list, time) has that.",
            ),
            Tool::GitMerges => Some(
                "Merges tell of changes that were merged: what was never merged is not in them, so that what is open \
                 near the end is not seen, and an item is a merge.",
            ),
            Tool::Deployments => Some("An item is a change that was deployed: what is not deployed yet is not in it."),
            _ => None,
        }
    }
}
