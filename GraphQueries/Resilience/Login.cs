namespace GraphQueries.Resilience;

/// <summary>
/// This process's login at one server. Servers lock a user out after a few refusals, and its owner along with us. So whoever asks, a
/// refused secret is not sent again before a pause that grows has passed; another secret is sent at once. Safe for concurrent use.
/// </summary>
/// <param name="read">Reads the secret anew, from wherever it is kept. It stays in use until the server refuses it, so that a file
/// that was rotated before the server does no harm.</param>
/// <param name="refused">Makes the exception that tells callers of a refusal.</param>
/// <param name="time">The clock of the pauses.</param>
internal sealed class Login<TSecret>(Func<TSecret> read, Func<string, Exception> refused, TimeProvider time)
    where TSecret : class, IEquatable<TSecret>
{
    // Neo4j locks a user for 5 seconds after the third refusal in a row: one refusal in half a minute leaves the owner the rest.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private TSecret _secret = read();
    private string? _refusal;
    private int _refusals;
    private TimeSpan _pause;
    private DateTimeOffset _next;

    /// <summary>The secret to log in with; what comes of it is to be told.</summary>
    /// <exception cref="Exception">It was refused, and it is not time for another try: the last refusal, from the constructor's
    /// factory.</exception>
    public LoginAttempt<TSecret> Take()
    {
        lock (_gate)
        {
            if (_refusal is null || IsRenewed()) return Attempt;
            var now = time.GetUtcNow();
            if (now < _next)
                throw refused($"{_refusal} The next try is at {_next:HH:mm:ss}Z, or when another password is given.");
            // One may try; the others wait for what comes of it.
            Pause(now);
            return Attempt;
        }
    }

    /// <summary>The server took this attempt's secret.</summary>
    public void Accepted(LoginAttempt<TSecret> attempt)
    {
        if (Volatile.Read(ref _refusal) is null) return;
        lock (_gate)
        {
            // An answer to what was sent before the refusal says nothing: the server worked on it while the password was changed.
            if (attempt == Attempt) _refusal = null;
        }
    }

    /// <summary>The server refused this attempt's secret.</summary>
    /// <param name="attempt">What was sent.</param>
    /// <param name="reason">One sentence: who refused it, and what to do.</param>
    /// <returns>Whether there is another secret meanwhile, with which to try again at once.</returns>
    public bool Refused(LoginAttempt<TSecret> attempt, string reason)
    {
        lock (_gate)
        {
            if (!attempt.Secret.Equals(_secret) || IsRenewed()) return true;
            // Several may have been under way with it: they count as one refusal.
            if (_refusal is null)
            {
                _pause = default;
                Pause(time.GetUtcNow());
            }
            if (attempt == Attempt) _refusals++;
            _refusal = reason;
            return false;
        }
    }

    private LoginAttempt<TSecret> Attempt => new(_secret, _refusals);

    private bool IsRenewed()
    {
        var present = read();
        if (present.Equals(_secret)) return false;
        (_secret, _refusal) = (present, null);
        return true;
    }

    private void Pause(DateTimeOffset now)
    {
        _pause = _pause == default ? FirstPause : _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
        _next = now + _pause;
    }
}

/// <summary>A try to log in.</summary>
/// <param name="Secret">What to send.</param>
/// <param name="Refusals">How many had been refused by then.</param>
internal readonly record struct LoginAttempt<TSecret>(TSecret Secret, int Refusals)
    where TSecret : class, IEquatable<TSecret>;
