using System.Text;
using System.Text.Json;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Tests.Rest;

public sealed class WireConverterTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData("\"5\"", 5)]
    [InlineData("\"-7\"", -7)]
    [InlineData("3.0", 3)]
    [InlineData("1e3", 1000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("\"-9223372036854775808\"", long.MinValue)]
    public void Integers_are_numbers_texts_or_integral_floats(string json, long expected) => Step(json).Should().Be(expected);

    [Theory]
    [InlineData("1.5")]
    [InlineData("9223372036854775808")]
    [InlineData("1e19")]
    [InlineData("\"\"")]
    [InlineData("\" 5\"")]
    [InlineData("\"1.0\"")]
    [InlineData("true")]
    [InlineData("[1]")]
    public void Other_things_are_no_integers(string json) => FluentActions.Invoking(() => Step(json)).Should().Throw<JsonException>();

    [Theory]
    [InlineData("1", 1d)]
    [InlineData("\"1.5\"", 1.5)]
    [InlineData("\"1e5\"", 1e5)]
    [InlineData("0.1", 0.1)]
    [InlineData("5e-324", 5e-324)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    public void Doubles_are_numbers_or_texts(string json, double expected) => Value(json).Should().Be(expected);

    [Theory]
    [InlineData("1e309")]
    [InlineData("\"1e309\"")]
    [InlineData("\"nan\"")]
    [InlineData("\"inf\"")]
    [InlineData("\"1_0\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("NaN")]
    public void Other_things_are_no_doubles(string json) => FluentActions.Invoking(() => Value(json)).Should().Throw<JsonException>();

    [Theory]
    [InlineData(1d, "1.0")]
    [InlineData(1e308, "1e+308")]
    [InlineData(-3e-9, "-3e-09")]
    [InlineData(0.12345678901234568, "0.12345678901234568")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(double.PositiveInfinity, "\"Infinity\"")]
    [InlineData(double.NegativeInfinity, "\"-Infinity\"")]
    public void Doubles_are_written_as_MLflow_writes_them(double value, string expected) =>
        Encoding.UTF8.GetString(WireJson.Write(new LogMetricMessage { Value = value })).Should().Be($$"""{"value":{{expected}}}""");

    [Fact]
    public void Every_double_survives() => CsCheck.Check.Sample(CsCheck.Gen.Double, value =>
        BitConverter.DoubleToInt64Bits(WireJson.Read<LogMetricMessage>(WireJson.Write(new LogMetricMessage { Value = value })).Value!.Value) ==
        BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value));

    [Theory]
    [InlineData("\"FINISHED\"", RunStatus.Finished)]
    [InlineData("3", RunStatus.Finished)]
    [InlineData("\"3\"", RunStatus.Finished)]
    public void Enumerations_are_names_or_numbers(string json, RunStatus expected)
    {
        WireEnums.TryRead(Status(json), out RunStatus status).Should().BeTrue();
        status.Should().Be(expected);
    }

    [Theory]
    [InlineData("\"finished\"")]
    [InlineData("6")]
    [InlineData("\"\"")]
    public void Other_names_and_numbers_are_not_in_an_enumeration(string json) => WireEnums.TryRead(Status(json), out RunStatus _).Should().BeFalse();

    [Fact]
    public void Requests_in_another_spelling_are_no_exact_ones()
    {
        var read = () => JsonSerializer.Deserialize("""{"runId":"x"}""", WireJson.Exact.Of<LogBatchMessage>());

        read.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("PENDING", LoggedModelStatus.Pending)]
    [InlineData("READY", LoggedModelStatus.Ready)]
    [InlineData("UPLOAD_FAILED", LoggedModelStatus.Failed)]
    [InlineData("STATUS_UNSPECIFIED", LoggedModelStatus.Unspecified)]
    public void Statuses_of_logged_models_have_names_of_their_own(string name, LoggedModelStatus status)
    {
        status.ToWire().Text.Should().Be("LOGGED_MODEL_" + name);
        WireEnums.TryRead(status.ToWire(), out LoggedModelStatus again).Should().BeTrue();
        again.Should().Be(status);
    }

    [Fact]
    public void A_time_that_cannot_be_given_back_is_refused_in_a_request()
    {
        var read = () => WireTime.FromRequest(long.MaxValue, "start_time");

        read.Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    private static long Step(string json) => WireJson.Read<LogMetricMessage>(Encoding.UTF8.GetBytes($$"""{"step":{{json}}}""")).Step!.Value;

    private static double Value(string json) => WireJson.Read<LogMetricMessage>(Encoding.UTF8.GetBytes($$"""{"value":{{json}}}""")).Value!.Value;

    private static WireEnum Status(string json) => WireJson.Read<UpdateRunMessage>(Encoding.UTF8.GetBytes($$"""{"status":{{json}}}""")).Status!.Value;
}
