using MlTrack.Internal.Context;
using MlTrack.Tests.Support;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Context;

public sealed class MlflowEnvironmentTests
{
    [Fact]
    public void Unset_variables_have_MLflows_defaults()
    {
        var environment = new FakeEnvironment().Open();

        environment.TrackingUri.Should().BeNull();
        environment.TruncateLongValues.Should().BeTrue();
        environment.ArtifactLocationMaxLength.Should().Be(2048);
        environment.SystemMetricsEnabled.Should().BeFalse();
        environment.SystemMetricsSamplingInterval.Should().BeNull();
        environment.HttpRequestTimeout.Should().Be(TimeSpan.FromSeconds(120));
        environment.HttpRequestMaxRetries.Should().Be(7);
        environment.HttpRequestBackoffFactor.Should().Be(2);
        environment.HttpRequestBackoffJitter.Should().Be(1.0);
        environment.HttpRespectRetryAfter.Should().BeTrue();
        environment.AllowHttpRedirects.Should().BeTrue();
        environment.TrackingInsecureTls.Should().BeFalse();
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("False", false)]
    [InlineData("0", false)]
    public void Booleans_are_MLflows_four_words_in_any_case(string text, bool expected) =>
        FakeEnvironment.With("MLFLOW_TRUNCATE_LONG_VALUES", text).TruncateLongValues.Should().Be(expected);

    [Fact]
    public void Booleans_do_not_depend_on_the_culture() => CultureScope.Run("tr-TR", () =>
        FakeEnvironment.With("MLFLOW_TRACKING_INSECURE_TLS", "TRUE").TrackingInsecureTls.Should().BeTrue());

    [Theory]
    [InlineData("yes")]
    [InlineData("on")]
    [InlineData(" true")]
    [InlineData("")]
    public void Other_booleans_are_refused_in_MLflows_words(string text)
    {
        var read = () => FakeEnvironment.With("MLFLOW_TRUNCATE_LONG_VALUES", text).TruncateLongValues;

        read.Should().Throw<MlTrackException>().Where(e => e.ErrorCode == MlTrackErrorCode.InvalidParameterValue).WithMessage(
            $"MLFLOW_TRUNCATE_LONG_VALUES value must be one of ['true', 'false', '1', '0'] (case-insensitive), but got {text}");
    }

    [Theory]
    [InlineData("12", 12)]
    [InlineData(" 1_0 ", 10)]
    public void Integers_are_read_as_Python_does(string text, int expected) =>
        FakeEnvironment.With("MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH", text).ArtifactLocationMaxLength.Should().Be(expected);

    [Fact]
    public void Bad_numbers_are_refused_in_Pythons_words()
    {
        var integer = () => FakeEnvironment.With("MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH", "1.5").ArtifactLocationMaxLength;
        var number = () => FakeEnvironment.With("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "0,5").SystemMetricsSamplingInterval;

        integer.Should().Throw<MlTrackException>().WithMessage(
            "Failed to convert '1.5' to <class 'int'> for MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH: invalid literal for int() with base 10: '1.5'");
        number.Should().Throw<MlTrackException>().WithMessage(
            "Failed to convert '0,5' to <class 'float'> for MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL: could not convert string to float: '0,5'");
    }

    [Fact]
    public void Numbers_do_not_depend_on_the_culture() => CultureScope.Run("de-DE", () =>
        FakeEnvironment.With("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "0.5").SystemMetricsSamplingInterval
            .Should().Be(TimeSpan.FromMilliseconds(500)));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("nan")]
    [InlineData("inf")]
    public void Intervals_that_no_timer_can_keep_are_refused(string text)
    {
        var read = () => FakeEnvironment.With("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", text).SystemMetricsSamplingInterval;

        read.Should().Throw<MlTrackException>().WithMessage("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL must be a number of seconds above 0*");
    }

    [Fact]
    public void More_retries_than_MLflow_allows_are_refused_in_its_words()
    {
        var read = () => FakeEnvironment.With("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "11").HttpRequestMaxRetries;

        read.Should().Throw<MlTrackException>().WithMessage(
            "The configured max_retries value (11) is in excess of the maximum allowable retries (10)");
    }

    [Fact]
    public void Empty_texts_count_as_not_set() => FakeEnvironment.With("MLFLOW_TRACKING_URI", "").TrackingUri.Should().BeNull();

    [Fact]
    public void The_run_to_resume_is_consumed()
    {
        var variables = new FakeEnvironment { ["MLFLOW_RUN_ID"] = "abc" };
        var environment = variables.Open();

        environment.TakeRunId().Should().Be("abc");
        environment.TakeRunId().Should().BeNull();
        variables["MLFLOW_RUN_ID"].Should().BeNull();
    }

    [Fact]
    public void Credentials_come_from_the_environment_before_the_file()
    {
        using var home = new TempFolder();
        home.Write(".mlflow/credentials", "[other]\nmlflow_tracking_username = no\n[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = a=b%c\n");

        var fromFile = MlflowCredentials.Read(new FakeEnvironment().Open(), home.Path);
        var mixed = MlflowCredentials.Read(FakeEnvironment.With("MLFLOW_TRACKING_USERNAME", "bob"), home.Path);
        var nothing = MlflowCredentials.Read(new FakeEnvironment().Open(), home.PathOf("missing"));

        fromFile.Should().Be(new MlflowCredentials("ada", "a=b%c"));
        fromFile.IsComplete.Should().BeTrue();
        mixed.UserName.Should().Be("bob");
        nothing.IsComplete.Should().BeFalse();
    }

    [Fact]
    public void A_password_is_not_part_of_the_credentials_text() =>
        $"{new MlflowCredentials("ada", "marked-secret")}".Should().NotContain("marked-secret").And.Contain("ada");
}
