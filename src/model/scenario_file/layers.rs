//! The files of which a scenario is made: itself, those that it extends, and the model that they are about.

use std::sync::Arc;

use crate::model::library::Library;
use crate::model::xmile::is_xmile;
use crate::model::{Model, file, read};
use crate::text::Source;
use crate::text::diagnostic::{Code, Diagnostic};
use crate::text::lexer::short;
use crate::text::toml::{self, Reader, Table};

use super::{declares, is_model};

/// How many files may extend each other in a row.
const LONGEST_CHAIN: usize = 16;

/// The file and those it extends, the file itself first; `extends` is taken out of each.
pub(super) fn chain(source: Arc<Source>, library: &dyn Library) -> Result<Vec<(Arc<Source>, Table)>, Vec<Diagnostic>> {
    let mut layers: Vec<(Arc<Source>, Table)> = Vec::new();
    let mut next = Some(source);
    while let Some(source) = next.take() {
        let mut root = toml::read(&source).map_err(|d| vec![d])?;
        let mut reader = Reader::new(&source);
        if let Some((path, span)) = reader.text(&mut root, "extends") {
            let name = library.beside(&source.name, &path);
            let seen = source.name == name || layers.iter().any(|(s, _)| s.name == name);
            if seen {
                let message = format!("`{}` is extended in a circle", short(&path));
                reader.refuse(Code::ExtendsCircle, span, message, "comes back to a file that is already being read");
            } else if layers.len() >= LONGEST_CHAIN {
                let message = format!("more than {LONGEST_CHAIN} files extend each other in a row");
                reader.refuse(Code::ExtendsCircle, span, message, "one more");
            } else {
                let text = library.read(&name).map_err(|d| vec![d.at(&source, span, "named here")])?;
                if is_model(&text) {
                    let message = format!("`{name}` is a model, and only a scenario can be extended");
                    reader.refuse(Code::WrongType, span, message, "a model").help =
                        Some(format!("to run that model: model = \"{path}\""));
                }
                next = Some(text);
            }
        }
        if !reader.wrong.is_empty() {
            return Err(std::mem::take(&mut reader.wrong));
        }
        layers.push((source, root));
    }
    Ok(layers)
}

/// The model that all is to be about, where there is one; else that named by the file itself or by the nearest it extends;
/// the shipped one where none does.
pub(super) fn model_of(
    layers: &mut [(Arc<Source>, Table)],
    about: Option<&Arc<Model>>,
    library: &dyn Library,
) -> Result<Arc<Model>, Vec<Diagnostic>> {
    let mut found = about.cloned();
    for (source, root) in layers.iter_mut() {
        let mut reader = Reader::new(source);
        let named = reader.text(root, "model");
        if !reader.wrong.is_empty() {
            return Err(std::mem::take(&mut reader.wrong));
        }
        if let (Some((path, span)), None) = (named, &found) {
            let name = library.beside(&source.name, &path);
            let text = library.read(&name).map_err(|d| vec![d.at(source, span, "named here")])?;
            if !is_xmile(&text) && toml::read(&text).is_ok_and(|root| !declares(&root)) {
                let message = format!("`{name}` is not a model: it declares no stock, flow or auxiliary");
                let wrong = Diagnostic::error(Code::WrongType, message).at(source, span, "not a model");
                return Err(vec![wrong.help(format!("to build on another scenario: extends = \"{path}\""))]);
            }
            found = Some(Arc::new(read(&text)?));
        }
    }
    Ok(found.unwrap_or_else(file::shipped))
}
