using Bridge.Host.Configuration;
using Bridge.Host.Hosting;
using GraphSync;
using Shouldly;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class AccessTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8088")]
    [InlineData("http://localhost:8088;http://[::1]:8088")]
    [InlineData("http://127.8.9.1:0")]
    public void Urls_NeedNoKey_WhenTheyAreLoopback(string urls) =>
        Access.Urls(new HttpSettings { Urls = urls }).ShouldBe(urls.Split(';'));

    [Theory]
    [InlineData("http://0.0.0.0:8088")]
    [InlineData("http://*:8088")]
    [InlineData("http://+:80")]
    [InlineData("http://[::]:8088")]
    [InlineData("http://127.0.0.1.example:8088")]
    [InlineData("http://127.0.0.1:8088;http://10.0.0.1:8088")]
    public void Urls_AreRefused_WhenOpenToOthersWithoutAKey(string urls)
    {
        Should.Throw<BadInputException>(() => Access.Urls(new HttpSettings { Urls = urls })).Message.ShouldContain("Bridge__Http__ApiKey");
        Access.Urls(new HttpSettings { Urls = urls, ApiKey = "k" }).ShouldBe(urls.Split(';'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8088")]
    [InlineData("https://127.0.0.1:8088")]
    public void Urls_AreRefusedInOneLine_WhenTheyAreNoAddresses(string urls) =>
        Should.Throw<BadInputException>(() => Access.Urls(new HttpSettings { Urls = urls })).Message.ShouldStartWith("Bridge__Http__Urls");
}
