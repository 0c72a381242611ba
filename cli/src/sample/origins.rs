//! Why a request is in the scenario, and whether a sound policy would allow it.

/// A reason for a request to be in the scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The reason, in a few words.
    pub label: &'static str,
    /// Whether a sound policy of the hospital would allow the request.
    pub proper: bool,
}

macro_rules! origins {
    ($($id:ident = $label:literal, $proper:literal;)*) => {
        $(pub(super) const $id: Origin = Origin { label: $label, proper: $proper };)*
        /// Every origin: those that should be allowed first, in the order of a patient's visit.
        pub const ALL: &[Origin] = &[$($id),*];
    };
}

origins! {
    NURSE_COLLECTS = "nurse collects a result", true;
    TECHNICIAN_COLLECTS = "hospital's technician collects bloodwork", true;
    PHYSICIAN_COLLECTS = "physician records a result", true;
    SENSITIVE_COLLECTED = "physician records a sensitive result", true;
    RESULT_CORRECTED = "care team corrects a result", true;
    PHYSICIAN_READS = "physician reads a result", true;
    TEAM_READS = "care team reads a result", true;
    SENSITIVE_READ = "treating physician reads a sensitive category", true;
    CHECK_BEFORE_ORDER = "clinician checks before an order", true;
    ORDER_WRITTEN = "clinician writes an order", true;
    PHARMACIST_READS = "pharmacist reads an order", true;
    NOTES_WRITTEN = "physician writes the visit's notes", true;
    NOTES_CORRECTED = "physician corrects the notes", true;
    NOTES_READ = "care team reads the notes", true;
    VACCINE_GIVEN = "nurse records a vaccine", true;
    ALLERGY_RECORDED = "physician records allergies", true;
    EMERGENCY = "emergency physician reads with a reason", true;
    OWN_RECORD = "patient reads the own record", true;
    VISIT_ACCOUNTED = "department accounts for a visit", true;
    INSURER_BILL = "insurer reads the bill", true;
    LAB_READS = "lab reads with consent", true;
    LAB_COLLECTS = "lab collects with consent", true;
    RESEARCH_READS = "institute reads with consent", true;
    SECOND_OPINION = "another hospital's physician with consent", true;

    LAB_DAY_AFTER = "lab the day after its consent ended", false;
    LAB_ENDED = "lab later than its consent", false;
    LAB_WITHDRAWN = "lab after a withdrawal", false;
    LAB_REFUSED = "lab that the patient refused", false;
    LAB_NEVER = "lab without a consent", false;
    LAB_NARROWER = "lab collects with a consent to read", false;
    LAB_BEYOND = "lab asks for more than bloodwork", false;
    LAB_OTHER = "a lab that nobody consented to", false;
    OUTSIDE_PHYSICIAN = "another hospital's physician", false;
    OUTSIDE_NURSE = "another hospital's nurse", false;
    INSURER_NOTES = "insurer asks for clinical notes", false;
    INSURER_SENSITIVE = "insurer asks for a sensitive category", false;
    INSURER_STRANGER = "insurer of somebody else", false;
    RESEARCH_WITHOUT = "institute without a live consent", false;
    RESEARCH_GENETICS = "institute asks for genetics", false;
    NURSE_ELSEWHERE = "nurse of another department", false;
    PHYSICIAN_TOO_LATE = "physician after the treatment ended", false;
    PHARMACIST_NOTES = "pharmacist asks for clinical notes", false;
    TECHNICIAN_NOTES = "technician asks for clinical notes", false;
    TEAM_RESEARCH = "care team reads for research", false;
    TEAM_DISCLOSES = "care team discloses for research", false;
    EMERGENCY_SILENT = "emergency physician gives no reason", false;
    OTHER_PATIENT = "patient asks for another's record", false;
}
