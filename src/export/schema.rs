//! JSON Schemas of scenario and model files, for editors that complete and check while somebody writes.
//!
//! What stands before a value is known only once a model is: with one, its stocks, constants, interventions and starting
//! points are completed by name, with their labels and units; a file may name another model, so other names are let through.

use serde_json::{Map, Value, json};

use crate::model::keys::{Form, Key, Keys, MODEL, Names, SCENARIO};
use crate::model::{Model, TeamFigure, VariableId};
use crate::text::plain;

/// The form of schemas that editors read most widely.
const DIALECT: &str = "http://json-schema.org/draft-07/schema#";

/// The schema of scenario files about a model.
pub fn scenario(model: &Model) -> Value {
    let mut out = whole(&SCENARIO, "A flywheel scenario", Some(model));
    let starts: Vec<&str> = model.starts.iter().map(|start| start.name.as_str()).collect();
    if !starts.is_empty() {
        out["properties"]["start"]["anyOf"] = json!([{"enum": starts}, {"type": "string"}]);
    }
    out
}

/// The schema of model files.
pub fn model() -> Value {
    whole(&MODEL, "A flywheel model", None)
}

fn whole(keys: &Keys, title: &str, model: Option<&Model>) -> Value {
    let mut out = table(keys, model);
    out["$schema"] = DIALECT.into();
    out["title"] = title.into();
    let mut shared = Map::new();
    share(keys, model, &mut shared);
    if !shared.is_empty() {
        out["definitions"] = shared.into();
    }
    out
}

/// What stands behind many names is written once: the tables that may stand where something else may.
fn share(keys: &Keys, model: Option<&Model>, out: &mut Map<String, Value>) {
    keys.keys().for_each(|key| share_in(&key.form, model, out));
}

fn share_in(form: &Form, model: Option<&Model>, out: &mut Map<String, Value>) {
    match form {
        Form::Either(forms) => forms.iter().for_each(|form| {
            if let Form::Table(keys) = form {
                out.insert(name(keys), table(keys, model));
            }
            share_in(form, model, out);
        }),
        Form::Each(_, form) => share_in(form, model, out),
        Form::Table(keys) | Form::Named(keys) | Form::Listed(keys) => share(keys, model, out),
        _ => {}
    }
}

/// What a table is called within a schema.
fn name(keys: &Keys) -> String {
    keys.what.trim_start_matches("an ").trim_start_matches("a ").replace(' ', "_")
}

fn table(keys: &Keys, model: Option<&Model>) -> Value {
    let property = |key: &Key| {
        let mut out = form(&key.form, model);
        out["description"] = key.about.into();
        (key.name.to_string(), out)
    };
    let needed: Vec<&str> = keys.keys().filter(|key| key.needed).map(|key| key.name).collect();
    let properties: Map<String, Value> = keys.keys().map(property).collect();
    let mut out = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !needed.is_empty() {
        out["required"] = json!(needed);
    }
    out
}

fn form(form: &Form, model: Option<&Model>) -> Value {
    let inner = |keys| table(keys, model);
    match form {
        Form::Number => json!({"type": "number"}),
        Form::Whole(least) => json!({"type": "integer", "minimum": least}),
        Form::Text => json!({"type": "string"}),
        Form::Flag => json!({"type": "boolean"}),
        Form::Dropped => json!({"const": false}),
        Form::Word(words) => json!({"enum": words()}),
        Form::Texts => json!({"type": "array", "items": {"type": "string"}}),
        Form::Numbers => json!({"type": "array", "items": {"type": "number"}}),
        Form::Equation => json!({"type": ["string", "number"]}),
        Form::Range => json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}),
        Form::Points => {
            let point = json!({"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2});
            json!({"type": "array", "items": point, "minItems": 2})
        }
        Form::Table(keys) => inner(keys),
        Form::Named(keys) => json!({"type": "object", "additionalProperties": inner(keys)}),
        Form::Listed(keys) => json!({"type": "array", "items": inner(keys)}),
        Form::Each(names, of) => {
            let of = self::form(of, model);
            let known = model.map_or(Map::new(), |model| known(*names, model, &of));
            json!({"type": "object", "properties": known, "additionalProperties": of})
        }
        Form::Either(forms) => {
            let one = |of: &Form| match of {
                Form::Table(keys) => json!({"$ref": format!("#/definitions/{}", name(keys))}),
                of => self::form(of, model),
            };
            json!({"anyOf": forms.iter().map(one).collect::<Vec<_>>()})
        }
    }
}

/// What a model has of these names, with what is said of each.
fn known(names: Names, model: &Model, of: &Value) -> Map<String, Value> {
    let told = |title: &str, about: String| {
        let mut out = of.clone();
        out["title"] = title.into();
        out["description"] = about.into();
        out
    };
    let described = |id: VariableId, about: &str, usual: Option<f64>| {
        let own = model.variable(id);
        let usual = usual.map(|value| format!("usually {}", plain(value)));
        let measure = Some(own.measure()).filter(|measure| !measure.is_empty()).map(|measure| format!("in {measure}"));
        let known: Vec<String> = [Some(about.to_string()), measure, usual].into_iter().flatten().collect();
        known.join("; ")
    };
    let variable = |id: VariableId, usual: Option<f64>| {
        let own = model.variable(id);
        (own.name.clone(), told(&own.words(), described(id, &own.about, usual)))
    };
    match names {
        Names::Constants => model.constants().map(|(id, _, own)| variable(id, Some(own.spread.value))).collect(),
        Names::Stocks => {
            let stocks = model.declared().filter(|id| model.variable(*id).stock().is_some());
            stocks.map(|id| variable(id, None)).collect()
        }
        Names::Interventions => {
            let all = model.interventions.iter();
            all.map(|own| (own.name.clone(), told(&own.title, own.about.clone()))).collect()
        }
        Names::Figures => {
            let figure = |own: &TeamFigure| {
                let usual = model.variable(own.constant).constant().map(|constant| constant.spread.value);
                let about = if own.about.is_empty() { &model.variable(own.constant).about } else { &own.about };
                (own.name.clone(), told(&model.words_of(own), described(own.constant, about, usual)))
            };
            model.team.iter().map(figure).collect()
        }
        Names::Own | Names::Starts | Names::Loops => Map::new(),
    }
}
