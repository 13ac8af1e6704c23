using Bridge.Host.Hosting;
using GraphSync;
using Shouldly;
using Xunit;

namespace Bridge.Host.Tests.Hosting;

public sealed class HttpOptionsTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8088")]
    [InlineData("http://localhost:8088;http://[::1]:8088")]
    [InlineData("http://127.8.9.1:0")]
    public void Addresses_NeedNoKey_WhenTheyAreLoopback(string urls) =>
        new HttpOptions { Urls = urls }.Addresses().ShouldBe(urls.Split(';'));

    [Theory]
    [InlineData("http://0.0.0.0:8088")]
    [InlineData("http://*:8088")]
    [InlineData("http://+:80")]
    [InlineData("http://[::]:8088")]
    [InlineData("http://127.0.0.1.example:8088")]
    [InlineData("http://127.0.0.1:8088;http://10.0.0.1:8088")]
    public void Addresses_AreRefused_WhenOpenToOthersWithoutAKey(string urls)
    {
        Should.Throw<BadInputException>(() => new HttpOptions { Urls = urls }.Addresses()).Message.ShouldContain("Bridge__Http__ApiKey");
        new HttpOptions { Urls = urls, ApiKey = "k" }.Addresses().ShouldBe(urls.Split(';'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("8088")]
    [InlineData("https://127.0.0.1:8088")]
    public void Addresses_AreRefusedInOneLine_WhenTheyAreNoAddresses(string urls) =>
        Should.Throw<BadInputException>(() => new HttpOptions { Urls = urls }.Addresses()).Message.ShouldStartWith("Bridge__Http__Urls");
}
