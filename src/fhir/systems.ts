// Names of code systems and of what Pulsebase itself adds. They are names, not addresses.

/** https://hl7.org/fhir/R4/loinc.html */
export const LOINC = 'http://loinc.org';
/** The code of a heart rate in {@link LOINC}. */
export const HEART_RATE_CODE = '8867-4';
/** https://hl7.org/fhir/R4/ucum.html */
export const UCUM = 'http://unitsofmeasure.org';
/** Beats per minute in {@link UCUM}. */
export const PER_MINUTE = '/min';
export const OBSERVATION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category';
/** https://hl7.org/fhir/R4/heartrate.html */
export const HEART_RATE_PROFILE = 'http://hl7.org/fhir/StructureDefinition/heartrate';
/** Identifiers that are user ids. */
export const USER_ID_SYSTEM = 'urn:pulsebase:user-id';
/** Identifiers that are external ids. */
export const EXTERNAL_ID_SYSTEM = 'urn:pulsebase:external-id';
/** An extension of a Patient: the age in completed years, as stored; FHIR itself has a date of birth alone. */
export const AGE_EXTENSION = 'urn:pulsebase:age';
