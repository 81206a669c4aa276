// Why a login failed, in words that can be shown to anybody: no code, token, secret or address of what was sent.

/** Its message is shown to whoever tries to log in. */
export class LoginFault extends Error {
  override readonly name = "LoginFault";
  /** The provider, and not whoever logs in. */
  readonly isProviders: boolean;

  constructor(message: string, isProviders = false, cause?: unknown) {
    super(message, { cause });
    this.isProviders = isProviders;
  }
}

/** Codes of OAuth that say what a person can do about it. */
const said: Readonly<Record<string, string>> = {
  access_denied: "the login was refused at the identity provider",
  expired_token: "nobody agreed in time: begin again",
  invalid_grant: "the identity provider does not take the code: it was used, or is too old",
  invalid_client: "the identity provider does not know this server's client id and secret",
  unauthorized_client: "the identity provider lets this server's client log nobody in this way",
};

/** Of openid-client's errors, whose own texts may repeat what was sent. */
export function readableFault(error: unknown): LoginFault {
  if (error instanceof LoginFault) return error;
  const { error: oauth, code, name } = error as { error?: unknown; code?: unknown; name?: unknown };
  if (typeof oauth === "string")
    return new LoginFault(
      said[oauth] ?? "the identity provider refuses the login",
      oauth.endsWith("_client"),
      error,
    );
  const isAway = name === "TypeError" || code === "OAUTH_TIMEOUT" || code === "OAUTH_ABORT";
  if (isAway) return new LoginFault("the identity provider does not answer", true, error);
  const isOdd = ["OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"].includes(
    String(code),
  );
  if (isOdd)
    return new LoginFault("the identity provider's answer is not that of one", true, error);
  return new LoginFault("what came back does not prove who you are", false, error);
}
