using System.Net;
using MlTrack.Server.Internal.Security;
using MlTrack.Server.Tests.Support;

namespace MlTrack.Server.Tests.Security;

public sealed class HostAndOriginTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:5000", true)]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("[::1]:5000", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("ml.example.org:443", true)]
    [InlineData("", false)]
    [InlineData("10.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evil.example", false)]
    [InlineData("11.1.2.3", false)]
    [InlineData("127.1", false)]
    [InlineData("0x7f000001", false)]
    [InlineData("[::1", false)]
    [InlineData("[::1]evil", false)]
    [InlineData("localhost:evil", false)]
    [InlineData("localhost@evil", false)]
    public void Hosts_are_compared_as_names_and_addresses(string host, bool allowed) =>
        new HostRules(["10.0.0.0/8", "ml.example.org"]).Allows(host).Should().Be(allowed);

    [Theory]
    [InlineData(null, HttpStatusCode.OK)]
    [InlineData("own", HttpStatusCode.OK)]
    [InlineData("https://ml.example.org", HttpStatusCode.OK)]
    [InlineData("http://localhost:3000", HttpStatusCode.Forbidden)]
    [InlineData("null", HttpStatusCode.Forbidden)]
    [InlineData("https://ml.example.org.evil", HttpStatusCode.Forbidden)]
    public async Task Foreign_pages_cannot_change_anything(string? origin, HttpStatusCode expected)
    {
        await using var server = await TestServer.StartAsync(options => options.AllowedOrigins.Add("https://ml.example.org"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow/experiments/create")
        {
            Content = new StringContent("""{"name":"x"}""", System.Net.Http.Headers.MediaTypeHeaderValue.Parse("application/json")),
        };
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "own" ? server.Address.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var answer = await server.Client.SendAsync(request);

        answer.StatusCode.Should().Be(expected);
        answer.Headers.Contains("Access-Control-Allow-Origin").Should().Be(origin == "https://ml.example.org");
    }

    [Fact]
    public async Task A_page_that_is_named_may_ask_before_it_sends()
    {
        await using var server = await TestServer.StartAsync(options => options.AllowedOrigins.Add("https://ml.example.org"));
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/2.0/mlflow/runs/search");
        request.Headers.Add("Origin", "https://ml.example.org");
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var answer = await server.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("https://ml.example.org");
    }
}
