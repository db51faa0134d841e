import type { ProblemAnswer } from '../problems/problem-of.ts';

/** Codes of https://hl7.org/fhir/R4/valueset-issue-type.html by status; `invalid` for others. */
const ISSUES: { readonly [status: number]: string } = {
  401: 'login',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  406: 'not-supported',
  408: 'timeout',
  409: 'conflict',
  413: 'too-long',
  415: 'not-supported',
  422: 'processing',
  429: 'throttled',
  500: 'exception',
  501: 'not-supported',
  503: 'transient',
  504: 'timeout',
  507: 'no-store',
};

/** A problem as FHIR has it. https://hl7.org/fhir/R4/operationoutcome.html */
export function operationOutcome({ status, problem }: Pick<ProblemAnswer, 'status' | 'problem'>) {
  const { code, detail, field, requestId } = problem;
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: ISSUES[status] ?? 'invalid',
        details: { coding: [{ system: 'urn:pulsebase:problem', code }], text: detail },
        diagnostics: `request ${requestId}`,
        // Elements of a resource begin with its type; parameters have no path.
        ...(field !== undefined && /^[A-Z]\w+\./.test(field) ? { expression: [field] } : {}),
      },
    ],
  } as const;
}
