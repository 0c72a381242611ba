//! regorus: Rego in its virtual machine and in its interpreter, over an index and rule by rule.

use benches::engines::{Answer, Engine};
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Rc, Value};
use testkit::workload::rego::{self, ENTRY_POINT};

/// Instructions that one decision may take; the default stops a rule for each consent early.
const INSTRUCTIONS_MAX: usize = 100_000_000;

/// How the policy is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One policy over an index in the data.
    Indexed,
    /// A rule for each consent.
    Rules,
}

/// The virtual machine with compiled rules.
pub struct Machine {
    machine: RegoVM,
    inputs: Vec<Value>,
}

impl Machine {
    /// Loads a workload.
    ///
    /// # Errors
    /// What the compiler or the machine says when it refuses the policy, as it does many rules.
    pub fn new(written: &rego::Form, form: Form) -> Result<Machine, String> {
        let (mut engine, data) = load(written, form)?;
        let entry_point: Rc<str> = ENTRY_POINT.into();
        let compiled = engine
            .compile_with_entrypoint(&entry_point)
            .map_err(|error| error.to_string())?;
        let program = Compiler::compile_from_policy(&compiled, &[ENTRY_POINT])
            .map_err(|error| error.to_string())?;
        let mut machine = RegoVM::new();
        machine.set_max_instructions(INSTRUCTIONS_MAX);
        machine.load_program(program);
        machine.set_data(data).map_err(|error| error.to_string())?;
        let inputs = inputs(written);
        Ok(Machine { machine, inputs })
    }
}

impl Engine for Machine {
    const NAMES_RULES: bool = false;

    fn decide(&mut self, index: usize) -> Answer {
        self.machine.set_input(self.inputs[index].clone());
        answer(&self.machine.execute().expect("the program runs"))
    }
}

/// The interpreter.
pub struct Interpreter {
    engine: regorus::Engine,
    inputs: Vec<Value>,
}

impl Interpreter {
    /// Loads a workload.
    ///
    /// # Errors
    /// What the engine says when it refuses the policy, as it does a file of more than a mebibyte.
    pub fn new(written: &rego::Form, form: Form) -> Result<Interpreter, String> {
        let (engine, _) = load(written, form)?;
        let inputs = inputs(written);
        Ok(Interpreter { engine, inputs })
    }
}

impl Engine for Interpreter {
    const NAMES_RULES: bool = false;

    fn decide(&mut self, index: usize) -> Answer {
        self.engine.set_input(self.inputs[index].clone());
        answer(
            &self
                .engine
                .eval_rule(ENTRY_POINT.into())
                .expect("the rule evaluates"),
        )
    }
}

fn load(written: &rego::Form, form: Form) -> Result<(regorus::Engine, Value), String> {
    let (policy, data) = match form {
        Form::Indexed => (written.indexed, written.data.as_str()),
        Form::Rules => (written.rules.as_str(), "{}"),
    };
    let data = Value::from_json_str(data).expect("the data is JSON");
    let mut engine = regorus::Engine::new();
    engine
        .add_policy("assent.rego".into(), policy.into())
        .map_err(|error| error.to_string())?;
    engine
        .add_data(data.clone())
        .map_err(|error| error.to_string())?;
    Ok((engine, data))
}

fn inputs(written: &rego::Form) -> Vec<Value> {
    let inputs = written.inputs.iter();
    inputs
        .map(|input| Value::from_json_str(input).expect("the input is JSON"))
        .collect()
}

fn answer(value: &Value) -> Answer {
    Answer {
        allowed: *value == Value::Bool(true),
        rule: None,
    }
}
