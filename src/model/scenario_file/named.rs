//! The scenarios that a scenario file names: what it claims to be better than, and what its story is about.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Model;
use crate::model::library::Library;
use crate::model::scenario::Scenario;
use crate::text::toml::Reader;
use crate::text::{Diagnostic, Span};

use super::{Claims, load_source};

/// The scenarios that claims and steps of a story name, each read once.
#[derive(Default)]
pub(super) struct Named {
    /// The model that they are about, whatever they name.
    about: Option<Arc<Model>>,
    loaded: BTreeMap<String, Arc<Scenario>>,
}

impl Named {
    /// None named yet; all are to be about this model, where there is one, whatever they name.
    pub(super) fn about(about: Option<Arc<Model>>) -> Named {
        Named { about, ..Named::default() }
    }

    /// The scenario at a path as it is written at a place of the reader's file, or diagnostics.
    pub(super) fn scenario(
        &mut self,
        reader: &mut Reader,
        library: &dyn Library,
        path: &str,
        at: Span,
    ) -> Option<Arc<Scenario>> {
        let name = library.beside(&reader.source.name, path);
        if let Some(scenario) = self.loaded.get(&name) {
            return Some(scenario.clone());
        }
        let source = library.read(&name).map_err(|d| vec![d]);
        match source.and_then(|source| load_source(source, self.about.as_ref(), library, Claims::Skip)) {
            Ok(scenario) => {
                let scenario = Arc::new(scenario);
                self.loaded.insert(name, scenario.clone());
                Some(scenario)
            }
            Err(found) => {
                let source = reader.source.clone();
                let place = |d: Diagnostic| if d.labels.is_empty() { d.at(&source, at, "named here") } else { d };
                reader.wrong.extend(found.into_iter().map(place));
                None
            }
        }
    }
}
