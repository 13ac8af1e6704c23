using GraphQueries.Resilience;
using Neo4j.Driver;

namespace GraphQueries.Transport.Driver;

/// <summary>Gives the driver the password for each connection that it opens, and hears of refusals.</summary>
internal sealed class DriverLogin(GraphOptions options, TimeProvider time) : IAuthTokenManager
{
    private readonly Login<string> _login = options.Login(time);
    private volatile Token? _current;

    public ValueTask<IAuthToken> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        if (options.Username.Length == 0) return ValueTask.FromResult(AuthTokens.None);
        var password = _login.Take();
        var token = _current;
        // The driver compares tokens to know whether a connection must log in anew.
        if (token is null || token.Password != password)
            _current = token = new Token(password, AuthTokens.Basic(options.Username, password));
        return ValueTask.FromResult(token.Value);
    }

    public ValueTask<bool> HandleSecurityExceptionAsync(IAuthToken token, SecurityException exception,
        CancellationToken cancellationToken = default)
    {
        var refused = _current;
        if (refused is null || !ReferenceEquals(refused.Value, token) || !GraphCodes.IsRefusedLogin(exception.Code))
            return ValueTask.FromResult(false);
        var refusal = GraphCodes.Unavailable(new GraphException(exception.Code, exception.Message), options)!;
        return ValueTask.FromResult(_login.Refused(refused.Password, refusal.Message));
    }

    /// <summary>A statement was answered.</summary>
    public void Accepted()
    {
        if (_current is { } token) _login.Accepted(token.Password);
    }

    private sealed record Token(string Password, IAuthToken Value);
}
