//! Certificates in lines and in JSON.

use msp::{Holder, Root, Unverified};
use serde_json::{Value, json};

use crate::ca::hex;
use crate::proof::time;

/// What a certificate says, as lines for people; the first says whose it is.
pub fn lines(said: &Unverified) -> Vec<String> {
    let organisation = &said.organisation;
    let mut lines = match &said.holder {
        Holder::Root => vec![format!("root of {organisation}")],
        Holder::Intermediate => vec![format!("intermediate of {organisation}")],
        Holder::Member { id, roles } => vec![
            format!("member {id} of {organisation}"),
            format!("  roles        {}", list(roles)),
        ],
    };
    lines.extend([
        format!(
            "  valid        {} until {}",
            time(said.from),
            time(said.until)
        ),
        format!("  key          {}", said.key),
        format!("  serial       {}", hex(&said.serial)),
        format!("  fingerprint  {}", said.fingerprint),
    ]);
    lines
}

/// The same for programs.
pub fn report(said: &Unverified) -> Value {
    let (kind, id, roles) = match &said.holder {
        Holder::Root => ("root", None, None),
        Holder::Intermediate => ("intermediate", None, None),
        Holder::Member { id, roles } => ("member", Some(id), Some(roles)),
    };
    let mut report = json!({
        "kind": kind,
        "organisation": said.organisation,
        "from": time(said.from),
        "until": time(said.until),
        "key": said.key.to_string(),
        "serial": hex(&said.serial),
        "fingerprint": said.fingerprint.to_string(),
    });
    if let (Some(id), Some(roles)) = (id, roles) {
        put(&mut report, "id", json!(id));
        put(&mut report, "roles", json!(roles));
    }
    report
}

/// A root as what it says.
pub fn of_root(root: &Root) -> Unverified {
    Unverified {
        holder: Holder::Root,
        organisation: root.organisation().to_owned(),
        key: root.key(),
        from: root.from(),
        until: root.until(),
        serial: root.serial().to_vec(),
        fingerprint: root.fingerprint(),
    }
}

/// Puts a field into an object.
pub fn put(object: &mut Value, field: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(field.to_owned(), value);
    }
}

/// Names in one line.
pub fn list(names: &[String]) -> String {
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}
