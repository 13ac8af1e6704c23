using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;
using Support;

namespace Hostile.Neighbours;

/// <summary>Both databases over TLS, with certificates that a private authority has signed: it must be named, and then suffices.</summary>
public sealed class TlsTests(ServersFixture servers) : BridgeTest(servers)
{
    [Fact]
    public async Task Postgres_IsTrusted_WhenItsAuthorityIsNamed()
    {
        using var chain = Chain.Create(Folder);
        // The key must be the server's user's, and nobody else's: the server writes both files itself.
        await Bridge.SqlAsync($"""
            COPY (SELECT '{Base64(chain.Certificate.ExportCertificatePem())}') TO PROGRAM 'base64 -d > test-server.crt';
            COPY (SELECT '{Base64(chain.Key.ExportPkcs8PrivateKeyPem())}') TO PROGRAM 'umask 077; base64 -d > test-server.key';
            """);
        await SetAsync("SET ssl_cert_file = 'test-server.crt'", "SET ssl_key_file = 'test-server.key'", "SET ssl = on");
        try
        {
            var trusted = await MigrateAsync(("ConnectionStrings__Postgres", Tls(chain.AuthorityFile)));
            var named = await MigrateAsync(("ConnectionStrings__Postgres", Tls(chain.OtherFile)));
            var untrusted = await MigrateAsync(("ConnectionStrings__Postgres", Tls(null)));

            trusted.ExitCode.ShouldBe(0, trusted.Error);
            ShouldBeOneLine(named, "Root Certificate", "no TLS that is trusted");
            ShouldBeOneLine(untrusted, "Root Certificate", "no TLS that is trusted");
        }
        finally
        {
            await SetAsync("RESET ssl", "RESET ssl_cert_file", "RESET ssl_key_file");
        }
    }

    [Fact]
    public async Task Neo4j_IsTrusted_WhenItsAuthorityIsNamed()
    {
        using var chain = Chain.Create(Folder);
        await using var server = new TlsEnd(chain.Certificate, (await Servers.GetAsync()).Neo4j.Uri);
        var uri = ("NEO4J_URI", (string?)$"https://localhost:{server.Port}");

        var trusted = await MigrateAsync(uri, ("Bridge__Neo4j__RootCertificate", chain.AuthorityFile));
        var named = await MigrateAsync(uri, ("Bridge__Neo4j__RootCertificate", chain.OtherFile));
        var untrusted = await MigrateAsync(uri);
        var absent = await MigrateAsync(uri, ("Bridge__Neo4j__RootCertificate", "nowhere.pem"));

        trusted.ExitCode.ShouldBe(0, trusted.Error);
        ShouldBeOneLine(named, "certificate", $"https://localhost:{server.Port}");
        ShouldBeOneLine(untrusted, "certificate", $"https://localhost:{server.Port}");
        ShouldBeOneLine(absent, "Bridge__Neo4j__RootCertificate 'nowhere.pem' cannot be read");
    }

    private static string Base64(string text) => Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(text));

    private static void ShouldBeOneLine(BridgeResult result, params string[] parts)
    {
        result.ExitCode.ShouldBe(1, result.Error);
        result.Error.Trim().ShouldSatisfyAllConditions(
            [.. parts.Select(part => (Action<string>)(error => error.ShouldContain(part))), error => error.ShouldNotContain("\n")]);
    }

    private string Tls(string? authority) => new NpgsqlConnectionStringBuilder(Bridge.ConnectionString)
    {
        SslMode = SslMode.VerifyFull,
        RootCertificate = authority,
    }.ConnectionString;

    private Task<BridgeResult> MigrateAsync(params (string Name, string? Value)[] variables) =>
        BridgeProcess.RunAsync(["migrate"], Variables(variables), Folder, cancellation: Cancellation);

    private async Task SetAsync(params string[] settings)
    {
        foreach (var setting in settings) await Bridge.SqlAsync($"ALTER SYSTEM {setting}");
        await Bridge.SqlAsync("SELECT pg_reload_conf()");
        var isOn = settings[^1].EndsWith("on", StringComparison.Ordinal) ? "on" : "off";
        await Until.TrueAsync(async () => await Bridge.SqlValueAsync<string>("SHOW ssl") == isOn, $"ssl is {isOn}", Cancellation);
    }

    /// <summary>An authority, a certificate of this machine that it has signed, and another authority.</summary>
    private sealed record Chain(X509Certificate2 Certificate, RSA Key, string AuthorityFile, string OtherFile) : IDisposable
    {
        public static Chain Create(string folder)
        {
            using var authority = Authority(folder, "ours.pem");
            using var other = Authority(folder, "another.pem");
            var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            using var signed = request.Create(authority, authority.NotBefore, authority.NotAfter, [1, 2, 3, 4]);
            return new Chain(signed.CopyWithPrivateKey(key), key, Path.Combine(folder, "ours.pem"), Path.Combine(folder, "another.pem"));
        }

        public void Dispose()
        {
            Certificate.Dispose();
            Key.Dispose();
        }

        private static X509Certificate2 Authority(string folder, string file)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest($"CN={file}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            var now = TimeProvider.System.GetUtcNow();
            var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            File.WriteAllText(Path.Combine(folder, file), certificate.ExportCertificatePem());
            return certificate;
        }
    }

    /// <summary>What ends TLS before a Neo4j that speaks HTTP.</summary>
    private sealed class TlsEnd : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _accepting;

        public TlsEnd(X509Certificate2 certificate, Uri upstream)
        {
            _listener.Start();
            _accepting = AcceptAsync(certificate, upstream);
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            _listener.Stop();
            await Record.ExceptionAsync(() => _accepting);
            _stop.Dispose();
        }

        private async Task AcceptAsync(X509Certificate2 certificate, Uri upstream)
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token), certificate, upstream);
        }

        private async Task ServeAsync(TcpClient client, X509Certificate2 certificate, Uri upstream)
        {
            try
            {
                using var _ = client;
                await using var secure = new SslStream(client.GetStream());
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
                using var server = new TcpClient();
                await server.ConnectAsync(upstream.Host, upstream.Port, _stop.Token);
                var plain = server.GetStream();
                await Task.WhenAny(secure.CopyToAsync(plain, _stop.Token), plain.CopyToAsync(secure, _stop.Token));
            }
            catch (Exception e) when (e is IOException or AuthenticationException or SocketException or OperationCanceledException)
            {
                // Either side has gone, or does not trust this one.
            }
        }
    }
}
