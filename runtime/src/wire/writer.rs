//! Writing of records: the fields of a generated type, one after the other, as JSON or as the parameters of a request.

use std::borrow::Cow;

use super::Wire;
use super::assembly::Assembly;
use super::fault::Fault;
use super::key::Key;
use super::key::key as plain;
use super::out::Out;
use super::record::{FieldList, Record};
use super::value::{Document, Value};

/// Writer of a record's fields, one after the other.
pub struct Writer<'w> {
    target: Target<'w>,
    list: FieldList,
    faults: Vec<Fault>,
}

/// Target to which the fields are written.
enum Target<'w> {
    /// The parts of a request, or an object.
    Assembly(Assembly<'w>),
    /// No output: only the limits of the values are checked.
    Check { outgoing: bool },
}

/// Names and texts of parameters, in order.
pub type Parameters = Vec<(Cow<'static, str>, String)>;

/// Writes a record as JSON: an object, or an array of its positions.
pub fn write_object<R: Record>(record: &R, json: &mut String) {
    json.push(if R::POSITIONS { '[' } else { '{' });
    let assembly = match R::POSITIONS {
        true => Assembly::of_items(R::FIXED, json),
        false => Assembly::of_object(R::FIXED, json),
    };
    let mut writer = Writer::new::<R>(Target::Assembly(assembly));
    record.write(&mut writer);
    if let Target::Assembly(assembly) = writer.target {
        assembly.finish();
    }
    json.push(if R::POSITIONS { ']' } else { '}' });
}

/// Writes a record as the parameters of a request. Returns the assembly with them.
///
/// # Errors
/// When a value breaks its limits; the fault names the first such field.
pub fn write_parameters<'w, R: Record>(record: &R, assembly: Assembly<'w>) -> Result<Assembly<'w>, Fault> {
    let mut writer = Writer::new::<R>(Target::Assembly(assembly));
    record.write(&mut writer);
    let Target::Assembly(mut assembly) = writer.target else { return Err(Fault::absent()) };
    let broken = writer.faults.into_iter().next();
    broken.or_else(|| assembly.fault()).map_or(Ok(assembly), Err)
}

/// Checks the limits of a record's own fields. `outgoing` tells whether it is about to be sent.
///
/// # Errors
/// When a value breaks its limits; the fault names the first such field.
pub(super) fn check_record<R: Record>(record: &R, outgoing: bool) -> Result<(), Fault> {
    let mut writer = Writer::new::<R>(Target::Check { outgoing });
    record.write(&mut writer);
    writer.faults.into_iter().next().map_or(Ok(()), Err)
}

impl<'w> Writer<'w> {
    fn new<R: Record>(target: Target<'w>) -> Self {
        Self { target, list: FieldList::for_record::<R>(), faults: Vec::new() }
    }

    /// Writes the next field of the list.
    pub fn field<T: Wire>(&mut self, value: &T) {
        let Some((_, name, key)) = self.list.next() else {
            return;
        };
        // Most fields are plain ones of an object, which need no key.
        if key.is_none()
            && let Target::Assembly(assembly) = &mut self.target
            && assembly.put_plain(name, value)
        {
            return;
        }
        let other;
        let key = match key {
            Some(key) => key,
            None => {
                other = plain(name);
                &other
            }
        };
        let outgoing = match &self.target {
            Target::Assembly(assembly) => assembly.is_request().then_some(true),
            Target::Check { outgoing } => Some(*outgoing),
        };
        let writes_null = match &self.target {
            Target::Assembly(assembly) => key.nullable && assembly.has_null(key),
            Target::Check { .. } => false,
        };
        if value.is_absent() && !writes_null {
            if let Target::Assembly(assembly) = &mut self.target {
                match assembly.make(key) {
                    Ok(true) => {}
                    Ok(false) => assembly.skip(),
                    Err(fault) => self.faults.push(fault.inside(key.name)),
                }
            }
            return;
        }
        if value.is_null()
            && let Target::Assembly(assembly) = &self.target
            && !assembly.has_null(key)
        {
            self.faults.push(Fault::limit("can only be null in JSON").inside(key.name));
            return;
        }
        if let Some(outgoing) = outgoing {
            // Values that the bindings do not list may be sent; all other limits apply.
            if let Err(fault) = value.check(&key.constraints(outgoing)) {
                self.faults.push(if key.additional { fault } else { fault.inside(key.name) });
            }
        }
        if key.additional {
            return self.additional(value, key);
        }
        if let Target::Assembly(assembly) = &mut self.target {
            if key.content {
                return assembly.attach(key, value.attached());
            }
            if key.raw {
                return assembly.put_raw(key, value.to_body().unwrap_or_default());
            }
            assembly.put(key, assembly.name_of(key).into(), |out| value.write(out));
        }
    }

    /// Writes the entries of a map beside the fields. An entry with the name of a field is a fault, because it would be
    /// read as that field.
    fn additional<T: Wire>(&mut self, value: &T, key: &Key) {
        let mut map = String::new();
        value.write(&mut Out::json(&mut map, key.encoding));
        let Ok(document) = Document::parse(map.as_bytes()) else { return };
        let (value, mut room) = (document.value(), None);
        let Ok(entries) = value.entries(&mut room) else { return };
        for (name, value) in entries {
            let Value::Json(node) = value else { continue };
            if self.list.has(&name) {
                self.faults.push(Fault::limit("is the name of another field").inside(&name));
            } else if let Target::Assembly(assembly) = &mut self.target {
                assembly.put_json(key, name.into_owned().into(), node.written());
            }
        }
    }
}
