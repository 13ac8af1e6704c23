using GraphSync.Monitoring;

namespace GraphSync.Tests.Monitoring;

public sealed class BackgroundPaceTests
{
    [Theory]
    [InlineData("00:00:00", "01:00:00")]
    [InlineData("00:01:00", "01:00:00")]
    [InlineData("00:02:00", "02:00:00")]
    [InlineData("12:00:00", "30.00:00:00")]
    [InlineData("20:00:00", "30.00:00:00")]
    [InlineData("10675199.02:48:05.4775807", "30.00:00:00")]
    public void RestAfter_IsSixtyTimesTheWork_WithinAnHourAndWhatATimerCanWait(string worked, string rest) =>
        BackgroundPace.RestAfter(TimeSpan.Parse(worked, System.Globalization.CultureInfo.InvariantCulture)).ToString("c").ShouldBe(rest);
}
