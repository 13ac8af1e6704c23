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
        _login.Take().ShouldBe("first", "the file may be rotated before the server");
        _login.Refused("first", "Refused.").ShouldBeTrue("there is another to try at once");
        _login.Take().ShouldBe("second");
    }

    [Fact]
    public void RefusedSecret_WaitsLongerEachTime_AndOneAloneTriesThen()
    {
        _login.Refused("first", "Refused.").ShouldBeFalse();
        foreach (var pause in (int[])[30, 60, 120, 240, 300, 300])
        {
            ShouldWait();
            _time.Advance(TimeSpan.FromSeconds(pause - 1));
            ShouldWait();
            _time.Advance(TimeSpan.FromSeconds(1));
            _login.Take().ShouldBe("first");
            ShouldWait();
            _login.Refused("first", "Refused.").ShouldBeFalse();
        }
    }

    [Fact]
    public void SeveralThatWereUnderWay_CountAsOneRefusal()
    {
        for (var i = 0; i < 10; i++) _login.Refused("first", "Refused.").ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Take().ShouldBe("first");
    }

    [Fact]
    public void NewSecret_IsTriedAtOnce_AndItsPausesBeginAnew()
    {
        _login.Refused("first", "Refused.");
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Take();
        _login.Refused("first", "Refused.");
        _file = "second";
        _login.Take().ShouldBe("second");
        _login.Refused("first", "Refused.").ShouldBeTrue("who was late with the old one may try the new one");
        _login.Refused("second", "Refused.").ShouldBeFalse();
        ShouldWait();
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Take().ShouldBe("second");
    }

    [Fact]
    public void AcceptedSecret_IsFreeForAll()
    {
        _login.Refused("first", "Refused.");
        _time.Advance(TimeSpan.FromSeconds(30));
        _login.Take();
        _login.Accepted("second");
        ShouldWait();
        _login.Accepted("first");
        _login.Take().ShouldBe("first");
        _login.Take().ShouldBe("first");
    }

    private void ShouldWait() =>
        Should.Throw<InvalidOperationException>(_login.Take).Message.ShouldStartWith("Refused. The next try is at ");
}
