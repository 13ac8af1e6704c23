using System.Globalization;
using CsCheck;

namespace GraphQueries.Tests.Language;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("2020-01-01T00:00:00Z", "2020-01-01 00:00:00.000000")]
    [InlineData("2020-01-01T00:00Z", "2020-01-01 00:00:00.000000")]
    [InlineData("2020-01-01T00:00:00.123456789+02:00[Europe/Berlin]", "2019-12-31 22:00:00.123456")]
    [InlineData("1800-01-01T00:00:00+00:53:28[Europe/Berlin]", "1799-12-31 23:06:32.000000")]
    [InlineData("1800-01-01T00:00-04:56:02[America/New_York]", "1800-01-01 04:56:02.000000")]
    [InlineData("2020-01-01", "2020-01-01 00:00:00.000000")]
    [InlineData("2020-01-01T10:20:30.9999999", "2020-01-01 10:20:30.999999")]
    [InlineData("2020-01-01T10:20:30Z[UTC]", "2020-01-01 10:20:30.000000")]
    [InlineData("2020-01-01 10:20:30+02", "2020-01-01 08:20:30.000000")]
    [InlineData("2020-01-01 10:20:30.1+0530", "2020-01-01 04:50:30.100000")]
    public void Parse_Understands(string text, string utc) =>
        Instants.Parse(text).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture).ShouldBe(utc);

    [Theory]
    [InlineData(""), InlineData("now"), InlineData("+12000-01-01T00:00:00Z"), InlineData("-0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+01:00"), InlineData("2020-13-01T00:00:00Z"), InlineData("2020-01-01T00:00:00.Z")]
    [InlineData("0001-01-01T00:00:00+00:00:01"), InlineData("9999-12-31T23:59:59.5-00:00:01")]
    [InlineData("06/01/2023"), InlineData("1.5"), InlineData("12:30"), InlineData("12:30:00Z"), InlineData("2023"), InlineData("2023-06")]
    [InlineData("1685613600000"), InlineData("June 1, 2023"), InlineData("1.6.2023"), InlineData("2023/06/01"), InlineData("23-06-01")]
    [InlineData("2023-6-1"), InlineData("Thu, 01 Jun 2023 10:00:00 GMT"), InlineData("2023-06-01T10"), InlineData("2023-06-01T10:00.5Z")]
    [InlineData("2023-06-01Z"), InlineData(" 2023-06-01"), InlineData("2023-06-01 "), InlineData("2023-06-01T10:00:00 Z")]
    public void Parse_Refuses(string text) => Should.Throw<FormatException>(() => Instants.Parse(text));

    [Fact]
    public void Cut_IsWhatWritingAndParsingDo() => Gen.DateTimeOffset.Sample(instant =>
        Instants.Parse(Parameter.Text(instant)) == Instants.Cut(instant));
}
