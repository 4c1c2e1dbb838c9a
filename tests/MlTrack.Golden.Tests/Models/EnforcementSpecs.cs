using MlTrack.Models;

namespace MlTrack.Golden.Tests.Models;

/// <summary>The matrix of declared types and columns: what MLflow's <c>predict</c> accepts, as what, and with which words it refuses the others.</summary>
public sealed class EnforcementSpecs
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var row in ModelGolden.Rows("enforce.jsonl"))
            {
                cases.Add((string)row["signature_type"]!, (string)row["input"]!);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_column_fits_or_is_refused_as_in_MLflow(string declared, string input)
    {
        var row = ModelGolden.Rows("enforce.jsonl").Single(row => (string)row["signature_type"]! == declared && (string)row["input"]! == input);
        var schema = ModelSchema.Parse($$"""[{"type": "{{declared}}", "name": "c", "required": true}]""");
        var columns = new Dictionary<string, Array>(StringComparer.Ordinal) { ["zz"] = new[] { 1, 2 }, ["c"] = Column(input) };

        var enforce = () => schema.Enforce(columns);

        if ((string?)row["error"] is { } error)
        {
            // Python's own words for the one case in which pandas fails before MLflow does.
            var wanted = error.StartsWith("TypeError", StringComparison.Ordinal) ? "Failed to convert column c from type object to DataType.datetime." : error.Replace("datetime64[s]", "datetime64[ns]", StringComparison.Ordinal);
            enforce.Should().Throw<MlTrackException>().Where(fault => fault.ErrorCode == MlTrackErrorCode.InvalidParameterValue).Which.Message.Should().Be(wanted);
            return;
        }

        var column = enforce().Should().ContainSingle().Which;
        column.Key.Should().Be("c");
        TypeOf(column.Value).Should().Be((string)row["accepted_as"]!);
        column.Value.Length.Should().Be(columns["c"].Length);
    }

    [Fact]
    public void Missing_columns_are_named_with_those_that_nobody_asked_for()
    {
        var schema = ModelSchema.Parse("""[{"type": "double", "name": "a", "required": true}, {"type": "double", "name": "b", "required": true}, {"type": "double", "name": "o", "required": false}]""");

        schema.Invoking(it => it.Enforce(new Dictionary<string, Array> { ["c"] = new[] { 1.0 } })).Should().Throw<MlTrackException>()
            .WithMessage("Model is missing inputs ['a', 'b']. Note that there were extra inputs: ['c'].");
        schema.Enforce(new Dictionary<string, Array> { ["b"] = new[] { 1.0 }, ["a"] = new[] { 2f } }).Select(column => column.Key).Should().Equal("a", "b");
    }

    private static Array Column(string input) => input switch
    {
        "bool" => new[] { true, false },
        "int8" => new sbyte[] { 1, 2 },
        "int16" => new short[] { 1, 2 },
        "int32" => new[] { 1, 2 },
        "int64" => new[] { 1L, 2L },
        "int64 only 0 and 1" => new[] { 0L, 1L },
        "uint8" => new byte[] { 1, 2 },
        "uint16" => new ushort[] { 1, 2 },
        "uint32" => new uint[] { 1, 2 },
        "uint64" => new ulong[] { 1, 2 },
        "float32" => new[] { 1.5f, 2 },
        "float64" => new[] { 1.5, 2 },
        "float64 whole numbers with NaN" => new[] { 1.0, double.NaN },
        "string" => new[] { "a", "b" },
        "datetime64[ns]" or "datetime64[s]" => new[] { DateTime.UnixEpoch, DateTime.UnixEpoch },
        "object bytes" => new byte[][] { [1], [2] },
        "object null and bool" => new object?[] { null, true },
        _ => throw new InvalidOperationException($"The recording has a column '{input}' that this test does not know."),
    };

    private static string TypeOf(Array values) => values.GetType().GetElementType() switch
    {
        var type when type == typeof(bool) => "bool",
        var type when type == typeof(int) => "int32",
        var type when type == typeof(long) => "int64",
        var type when type == typeof(float) => "float32",
        var type when type == typeof(double) => "float64",
        var type when type == typeof(string) => "str",
        var type when type == typeof(DateTime) => "datetime64[ns]",
        _ => "object",
    };
}
