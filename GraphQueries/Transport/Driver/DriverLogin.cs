using GraphQueries.Resilience;
using Neo4j.Driver;

namespace GraphQueries.Transport.Driver;

/// <summary>Gives the driver the password for each connection that it opens, and hears of refusals.</summary>
internal sealed class DriverLogin(GraphOptions options, Login<string> login) : IAuthTokenManager
{
    private volatile Token? _current;

    public ValueTask<IAuthToken> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        if (options.Username.Length == 0) return ValueTask.FromResult(AuthTokens.None);
        var attempt = login.Take();
        // The driver compares tokens to know whether a connection must log in anew.
        var value = _current is { } last && last.Attempt.Secret == attempt.Secret
            ? last.Value
            : AuthTokens.Basic(options.Username, attempt.Secret);
        _current = new Token(attempt, value);
        return ValueTask.FromResult(value);
    }

    public ValueTask<bool> HandleSecurityExceptionAsync(IAuthToken token, SecurityException exception,
        CancellationToken cancellationToken = default)
    {
        var refused = _current;
        if (refused is null || !ReferenceEquals(refused.Value, token) || !GraphCodes.IsRefusedLogin(exception.Code))
            return ValueTask.FromResult(false);
        var refusal = GraphCodes.Unavailable(new GraphException(exception.Code, exception.Message), options)!;
        return ValueTask.FromResult(login.Refused(refused.Attempt, refusal.Message));
    }

    /// <summary>A statement was answered.</summary>
    public void Accepted()
    {
        if (_current is { } token) login.Accepted(token.Attempt);
    }

    private sealed record Token(LoginAttempt<string> Attempt, IAuthToken Value);
}
