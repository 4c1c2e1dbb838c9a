using MlTrack.Internal.Rest;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Rest;

public sealed class RestSettingsTests
{
    [Fact]
    public void Resolve_nothing_given_gives_MLflows_defaults()
    {
        var settings = Resolve();

        (settings.Timeout, settings.Retry.MaxRetries, settings.Retry.Factor, settings.Retry.Jitter, settings.Retry.RespectRetryAfter).Should()
            .Be((TimeSpan.FromSeconds(120), 7, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), true));
        (settings.MaxConnections, settings.AllowRedirects, settings.InsecureTls, settings.MaxAnswerBytes).Should().Be((10, true, false, 64L << 20));
    }

    [Fact]
    public void Resolve_environment_is_used_and_options_go_before_it()
    {
        var environment = new FakeEnvironment
        {
            ["MLFLOW_HTTP_REQUEST_TIMEOUT"] = "3", ["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "2", ["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = "5", ["MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"] = "0.5",
            ["MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER"] = "false", ["MLFLOW_HTTP_POOL_MAXSIZE"] = "4", ["MLFLOW_ALLOW_HTTP_REDIRECTS"] = "false", ["MLFLOW_TRACKING_INSECURE_TLS"] = "true",
        };

        var settings = Resolve(environment: environment);
        (settings.Timeout, settings.Retry.MaxRetries, settings.Retry.Factor, settings.Retry.Jitter, settings.Retry.RespectRetryAfter).Should()
            .Be((TimeSpan.FromSeconds(3), 2, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(0.5), false));
        (settings.MaxConnections, settings.AllowRedirects, settings.InsecureTls).Should().Be((4, false, true));

        var own = Resolve(new RestStoreOptions { Timeout = TimeSpan.FromSeconds(9), MaxRetries = 0, MaxConnections = 1, InsecureTls = false }, environment);
        (own.Timeout, own.Retry.MaxRetries, own.MaxConnections, own.InsecureTls).Should().Be((TimeSpan.FromSeconds(9), 0, 1, false));
    }

    [Theory]
    [InlineData("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "11", "in excess of the maximum allowable retries (10)")]
    [InlineData("MLFLOW_HTTP_REQUEST_TIMEOUT", "soon", "Failed to convert 'soon'")]
    [InlineData("MLFLOW_TRACKING_INSECURE_TLS", "yes", "must be one of ['true', 'false', '1', '0']")]
    [InlineData("MLFLOW_TRACKING_AWS_SIGV4", "true", "WrapHandler")]
    [InlineData("MLFLOW_TRACKING_AUTH", "arn", "'arn', a plug-in of Python")]
    [InlineData("MLFLOW_TRACKING_CLIENT_CERT_PATH", "/no/such/file.pem", "'/no/such/file.pem' (MLFLOW_TRACKING_CLIENT_CERT_PATH) cannot be used")]
    [InlineData("MLFLOW_TRACKING_TOKEN", "a\n", "a line break at its end")]
    public void Resolve_what_cannot_be_used_is_named(string variable, string value, string message) => Refuses(message, () => Resolve(environment: new FakeEnvironment { [variable] = value }));

    [Fact]
    public void Resolve_no_check_and_trusted_authorities_exclude_each_other() =>
        Refuses("'server_cert_path' must not be set", () => Resolve(new RestStoreOptions { InsecureTls = true, ServerCertificatePath = "ca.pem" }));

    [Fact]
    public void Resolve_options_out_of_range_are_named()
    {
        Refuses("RestStoreOptions.MaxRetries cannot be 11.", () => Resolve(new RestStoreOptions { MaxRetries = 11 }));
        Refuses("RestStoreOptions.Timeout cannot be 00:00:00.", () => Resolve(new RestStoreOptions { Timeout = TimeSpan.Zero }));
        Refuses("RestStoreOptions.MaxAnswerBytes cannot be 0.", () => Resolve(new RestStoreOptions { MaxAnswerBytes = 0 }));
    }

    [Theory]
    [InlineData("ftp://host")]
    [InlineData("http://")]
    [InlineData("http:host")]
    [InlineData("https://ada:marked-secret@host/?token=marked-secret")]
    public void Resolve_address_that_is_none_is_refused_without_its_secrets(string uri) =>
        Refuses("is no address of a tracking server", () => RestSettings.Resolve(uri, new RestStoreOptions(), new FakeEnvironment().Open(), "")).Message.Should().NotContain("marked-secret");

    [Theory]
    [InlineData("http://host:5000/", "http://host:5000")]
    [InlineData("HTTPS://Host/Mlflow/", "https://host/Mlflow")]
    [InlineData("http://u:p@[::1]:5000/a%20b", "http://[::1]:5000/a%20b")]
    public void Parse_gives_the_address_that_is_shown(string uri, string shown) => ServerAddress.Parse(uri).Text.Should().Be(shown);

    [Fact]
    public void GetWait_grows_has_jitter_and_an_end()
    {
        var policy = new RetryPolicy { MaxRetries = 7, Factor = TimeSpan.FromSeconds(2), Jitter = TimeSpan.FromSeconds(1), RespectRetryAfter = true, Random = () => 0.5 };

        Enumerable.Range(1, 8).Select(retry => policy.GetWait(retry, null).TotalSeconds).Should().Equal(0.5, 4.5, 8.5, 16.5, 32.5, 64.5, 120, 120);
        policy.GetWait(1, TimeSpan.FromSeconds(7)).Should().Be(TimeSpan.FromSeconds(7));
        policy.GetWait(1, TimeSpan.FromDays(1)).Should().Be(TimeSpan.FromSeconds(120));
    }

    private static RestSettings Resolve(RestStoreOptions? options = null, FakeEnvironment? environment = null) =>
        RestSettings.Resolve("https://host", options ?? new RestStoreOptions(), (environment ?? []).Open(), homeFolder: "");

    private static MlTrackException Refuses(string message, Action call)
    {
        var error = Assert.Throws<MlTrackException>(call);
        error.Message.Should().Contain(message);
        error.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
        return error;
    }
}
