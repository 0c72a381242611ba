//! casbin: a model and a policy in memory.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use benches::engines::{Answer, Engine};
use casbin::rhai::Dynamic;
use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use testkit::workload::casbin::Form;
use testkit::workload::drawn::Value;

/// An enforcer with requests.
pub struct Casbin {
    enforcer: Enforcer,
    requests: Vec<Vec<Dynamic>>,
}

impl Casbin {
    /// Loads a workload.
    ///
    /// # Errors
    /// What casbin says of the model or the policy.
    pub fn new(form: &Form) -> Result<Casbin, String> {
        let enforcer = finished(enforcer(form)).map_err(|error| error.to_string())?;
        let request = |values: &Vec<Value>| values.iter().map(dynamic).collect();
        let requests = form.requests.iter().map(request);
        Ok(Casbin {
            enforcer,
            requests: requests.collect::<Result<_, _>>()?,
        })
    }
}

async fn enforcer(form: &Form) -> casbin::Result<Enforcer> {
    let model = DefaultModel::from_str(form.model).await?;
    let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await?;
    enforcer.add_policies(form.policy.clone()).await?;
    Ok(enforcer)
}

/// Numbers have 32 bits there.
fn dynamic(value: &Value) -> Result<Dynamic, String> {
    match value {
        Value::Text(text) => Ok(text.clone().into()),
        Value::Number(number) => match i32::try_from(*number) {
            Ok(number) => Ok(number.into()),
            Err(_) => Err(format!("{number} has no 32 bits")),
        },
    }
}

/// What comes of a future that waits for nothing: everything is in memory.
fn finished<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
}

impl Engine for Casbin {
    const NAMES_RULES: bool = false;

    fn decide(&mut self, index: usize) -> Answer {
        let request = self.requests[index].clone();
        Answer {
            allowed: self.enforcer.enforce(request).expect("the matcher runs"),
            rule: None,
        }
    }
}
