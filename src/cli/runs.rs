//! Every path of a scenario as a Parquet file, in programs that are built with the feature `parquet`.

use std::path::Path;

use crate::model::scenario::Scenario;

#[cfg(not(feature = "parquet"))]
use super::Failure;
use super::files::Batch;
use super::{Manner, Outcome};

/// Refuses where the program cannot write such files, with the way to one that can.
///
/// # Errors
/// That it is built without the feature.
pub fn ready() -> Outcome {
    #[cfg(not(feature = "parquet"))]
    return Err(Failure::usage(
        "--parquet: this program is built without it; `cargo install --path . --features parquet` builds one with it",
    ));
    #[cfg(feature = "parquet")]
    Ok(())
}

#[cfg(not(feature = "parquet"))]
pub fn add(_batch: &mut Batch, _path: &Path, _scenario: &Scenario, _manner: Manner) -> Outcome {
    ready()
}

#[cfg(feature = "parquet")]
pub use with_parquet::add;

#[cfg(feature = "parquet")]
mod with_parquet {
    use std::sync::Arc;

    use parquet::basic::Compression;
    use parquet::column::writer::ColumnWriter;
    use parquet::data_type::ByteArray;
    use parquet::errors::ParquetError;
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
    use parquet::schema::parser::parse_message_type;

    use super::*;
    use crate::cli::files::{Pen, reason};
    use crate::cli::progress::Progress;
    use crate::cli::{Failure, refusal};
    use crate::model::VariableId;
    use crate::run::ensemble::{Part, WIDTH, in_chunks};
    use crate::text::diagnostic::{Code, Diagnostic};

    const SCHEMA: &str = "message runs {
        required binary scenario (UTF8);
        required int64 replication;
        required double time;
        required binary variable (UTF8);
        required binary label (UTF8);
        required double value;
    }";

    /// About so many rows stand together and are in memory at a time: 32 MiB of values.
    const TOGETHER: usize = 1 << 22;

    /// Adds a file of the recorded variables of all replications at the saved moments, a row for each. The ensemble is run again for
    /// it, some replications at a time: of many replications not every value is in memory.
    ///
    /// # Shape
    /// Rows of some neighbouring replications stand together; among these, by variable, then by time, then by replication.
    ///
    /// # Errors
    /// As a run; a file that cannot be written.
    pub fn add(batch: &mut Batch, path: &Path, scenario: &Scenario, manner: Manner) -> Outcome {
        let refuse = |error: ParquetError| {
            let why = match &error {
                ParquetError::External(cause) => cause.downcast_ref::<std::io::Error>().map(reason),
                _ => None,
            };
            let why = why.unwrap_or_else(|| error.to_string());
            Failure::from(Diagnostic::error(Code::NotWritable, format!("cannot write `{}`: {why}", path.display())))
        };
        let progress = Progress::new(&format!("{}: every path", scenario.stem), scenario.replications, !manner.quiet);
        let variables = scenario.recorded();
        let times = scenario.time.saved();
        let points = (variables.len() * times.len()).max(1);
        // A number that no machine and no number of threads has a say in, so that equal runs give equal files.
        let together = ((TOGETHER / points / WIDTH).max(1) * WIDTH) as u64;
        batch.add_by(path, &mut |file: &mut Pen| {
            let schema = Arc::new(parse_message_type(SCHEMA).map_err(refuse)?);
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_created_by(concat!("flywheel ", env!("CARGO_PKG_VERSION")).into())
                .set_column_dictionary_enabled("value".into(), false)
                .build();
            let mut out = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(refuse)?;
            let mut first = 0;
            while first < scenario.replications {
                let last = scenario.replications.min(first + together);
                let count = (last - first) as usize;
                let mut values = vec![0.0; points * count];
                let part = Part { replications: first..last, width: WIDTH };
                in_chunks(scenario, &variables, &part, &progress, &mut |chunk| {
                    values.chunks_mut(count).enumerate().for_each(|(point, row)| chunk.copy_to(point, row));
                })
                .map_err(|error| refusal(scenario, error))?;
                let own = |id: &VariableId| scenario.model.variable(*id);
                let names: Vec<&str> = variables.iter().map(|id| own(id).name.as_str()).collect();
                let labels: Vec<String> = variables.iter().map(|id| own(id).words()).collect();
                let rows = Rows {
                    scenario: &scenario.stem,
                    first,
                    count,
                    times: &times,
                    names: &names,
                    labels: &labels,
                    values: &values,
                };
                rows.write(out.next_row_group().map_err(refuse)?).map_err(refuse)?;
                first = last;
            }
            out.close().map(drop).map_err(refuse)
        })
    }

    /// The rows that stand together.
    struct Rows<'a> {
        scenario: &'a str,
        first: u64,
        count: usize,
        times: &'a [f64],
        names: &'a [&'a str],
        labels: &'a [String],
        /// `values[variable][time][replication]`.
        values: &'a [f64],
    }

    impl Rows<'_> {
        fn write(&self, mut group: SerializedRowGroupWriter<'_, &mut Pen>) -> Result<(), ParquetError> {
            let Rows { scenario, first, count, times, names, labels, values } = *self;
            let texts = |text: &str| vec![ByteArray::from(text); count];
            let (own, numbers) = (texts(scenario), (first as i64..).take(count).collect::<Vec<i64>>());
            let mut column = 0;
            while let Some(mut writer) = group.next_column()? {
                for (point, values) in values.chunks(count).enumerate() {
                    let (variable, time) = (point / times.len(), point % times.len());
                    match (column, writer.untyped()) {
                        (0, ColumnWriter::ByteArrayColumnWriter(writer)) => writer.write_batch(&own, None, None)?,
                        (1, ColumnWriter::Int64ColumnWriter(writer)) => writer.write_batch(&numbers, None, None)?,
                        (2, ColumnWriter::DoubleColumnWriter(writer)) => {
                            writer.write_batch(&vec![times[time]; count], None, None)?
                        }
                        (3, ColumnWriter::ByteArrayColumnWriter(writer)) => {
                            writer.write_batch(&texts(names[variable]), None, None)?
                        }
                        (4, ColumnWriter::ByteArrayColumnWriter(writer)) => {
                            writer.write_batch(&texts(&labels[variable]), None, None)?
                        }
                        (_, ColumnWriter::DoubleColumnWriter(writer)) => writer.write_batch(values, None, None)?,
                        _ => return Err(ParquetError::General("a column of another type".into())),
                    };
                }
                writer.close()?;
                column += 1;
            }
            group.close().map(drop)
        }
    }
}
