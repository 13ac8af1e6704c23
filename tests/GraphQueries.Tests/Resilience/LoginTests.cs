using GraphQueries.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace GraphQueries.Tests.Resilience;

/// <summary>A refused secret is not sent again until it is time, or until there is another.</summary>
public sealed class LoginTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Login<string> _login;
    private string _file = "first";

    public LoginTests() => _login = new(() => _file, refusal => new InvalidOperationException(refusal), _time);

    [Fact]
    public void Secret_StaysInUse_UntilItIsRefused()
    {
        _file = "second";
        var attempt = _login.Take();
        attempt.Secret.ShouldBe("first", "the file may be rotated before the server");
        _login.Refused(attempt, "Refused.").ShouldBeTrue("there is another to try at once");
        _login.Take().Secret.ShouldBe("second");
    }

    [Fact]
    public void RefusedSecret_WaitsLongerEachTime_AndOneAloneTriesThen()
    {
        _login.Refused(_login.Take(), "Refused.").ShouldBeFalse();
        foreach (var pause in (int[])[30, 60, 120, 240, 300, 300])
        {
            ShouldWait();
            _time.Advance(TimeSpan.FromSeconds(pause - 1));
            ShouldWait();
            _time.Advance(TimeSpan.FromSeconds(1));
            var attempt = _login.Take();
            attempt.Secret.ShouldBe("first");
            ShouldWait();
            _login.Refused(attempt, "Refused.").ShouldBeFalse();
        }
    }

    [Fact]
    public void SeveralThatWereUnderWay_CountAsOneRefusal()
    {
        LoginAttempt<string>[] attempts = [.. Enumerable.Range(0, 10).Select(_ => _login.Take())];
        foreach (var attempt in attempts) _login.Refused(attempt, "Refused.").ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Take().Secret.ShouldBe("first");
    }

    [Fact]
    public void NewSecret_IsTriedAtOnce_AndItsPausesBeginAnew()
    {
        _login.Refused(_login.Take(), "Refused.");
        _time.Advance(TimeSpan.FromSeconds(30));
        var late = _login.Take();
        _login.Refused(late, "Refused.");
        _file = "second";
        var attempt = _login.Take();
        attempt.Secret.ShouldBe("second");
        _login.Refused(late, "Refused.").ShouldBeTrue("who was late with the old one may try the new one");
        _login.Refused(attempt, "Refused.").ShouldBeFalse();
        ShouldWait();
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Take().Secret.ShouldBe("second");
    }

    [Fact]
    public void AcceptedSecret_IsFreeForAll()
    {
        _login.Refused(_login.Take(), "Refused.");
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Accepted(_login.Take());
        _login.Take().Secret.ShouldBe("first");
        _login.Take().Secret.ShouldBe("first");
    }

    [Fact]
    public void AnswerToWhatWasSentBeforeTheRefusal_FreesNobody()
    {
        var (longest, other) = (_login.Take(), _login.Take());
        _login.Refused(other, "Refused.");
        _login.Accepted(longest);
        ShouldWait();
    }

    private void ShouldWait() =>
        Should.Throw<InvalidOperationException>(() => _login.Take()).Message.ShouldStartWith("Refused. The next try is at ");
}
