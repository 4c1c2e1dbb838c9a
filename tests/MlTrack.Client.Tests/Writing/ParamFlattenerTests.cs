using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlTrack.Internal.Text;
using MlTrack.Internal.Writing;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Writing;

public sealed partial class ParamFlattenerTests
{
    public static TheoryData<object?, string> Texts => new()
    {
        { null, "None" },
        { "a b", "a b" },
        { "", "" },
        { true, "True" },
        { false, "False" },
        { 'c', "c" },
        { -3, "-3" },
        { ulong.MaxValue, "18446744073709551615" },
        { 1.0, "1.0" },
        { 0.00001, "1e-05" },
        { 1e16, "1e+16" },
        { double.NaN, "nan" },
        { double.NegativeInfinity, "-inf" },
        { 0.1f, "0.1" },
        { float.PositiveInfinity, "inf" },
        { 1.50m, "1.50" },
        { DayOfWeek.Friday, "Friday" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), "2026-01-02T03:04:05Z" },
        { new DateTimeOffset(2026, 1, 2, 3, 4, 5, 500, TimeSpan.FromHours(2)), "2026-01-02T03:04:05.5+02:00" },
        { TimeSpan.FromMinutes(90), "01:30:00" },
        { new Guid("00112233445566778899aabbccddeeff"), "00112233-4455-6677-8899-aabbccddeeff" },
        { new Uri("https://example.org/a b"), "https://example.org/a b" },
        { new[] { 1, 2 }, "[1, 2]" },
        { new object?[] { 1, "a", null, true, 2.5, "it's" }, "[1, 'a', None, True, 2.5, \"it's\"]" },
        { new[] { new[] { 1 }, [] }, "[[1], []]" },
        { new Dictionary<string, object?>(), "{}" },
        { new[] { new Dictionary<string, double> { ["k"] = 1 } }, "[{'k': 1.0}]" },
        { new[] { DayOfWeek.Friday }, "['Friday']" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_value_has_the_text_that_MLflow_would_store(object? value, string expected)
    {
        CultureScope.Run("de-DE", () => PythonText.Of(value).Should().Be(expected));
        CultureScope.Run("fa-IR", () => PythonText.Of(value).Should().Be(expected));
    }

    [Fact]
    public void Nested_mappings_get_names_with_dots() =>
        ParamFlattener.FromDictionary(new Dictionary<string, object?>
        {
            ["lr"] = 0.1,
            ["model"] = new Dictionary<string, object?> { ["depth"] = 3, ["tree"] = new Hashtable { ["leaves"] = 7 }, ["none"] = new Hashtable() },
            ["sizes"] = new List<int> { 10, 20 },
        }).Should().Equal(
            new Param("lr", "0.1"), new Param("model.depth", "3"), new Param("model.tree.leaves", "7"), new Param("model.none", "{}"), new Param("sizes", "[10, 20]"));

    [Fact]
    public void An_anonymous_object_gives_its_properties_and_those_of_objects_in_it() =>
        ParamFlattener.FromObject(new { Trees = 100, Rate = 0.2f, Inner = new { On = true, Kind = DayOfWeek.Monday }, Layers = new[] { 1, 2 }, Nothing = (string?)null })
            .Should().Equal(
                new Param("Trees", "100"), new Param("Rate", "0.2"), new Param("Inner.On", "True"), new Param("Inner.Kind", "Monday"),
                new Param("Layers", "[1, 2]"), new Param("Nothing", "None"));

    [Fact]
    public void A_record_gives_its_public_properties_only() =>
        ParamFlattener.FromObject(new Settings { Depth = 3, Rates = new Dictionary<string, double> { ["a"] = 0.5 } })
            .Should().BeEquivalentTo([new Param("Depth", "3"), new Param("Rates.a", "0.5"), new Param("Twice", "6")]);

    [Fact]
    public void Mappings_hold_objects_too() =>
        ParamFlattener.FromObject(new Dictionary<string, object?> { ["x"] = new { Y = 1 } }).Should().Equal(new Param("x.Y", "1"));

    [Fact]
    public void Mappings_with_typed_values_are_mappings() =>
        ParamFlattener.FromObject(new Dictionary<string, int> { ["x"] = 1 }).Should().Equal(new Param("x", "1"));

    [Fact]
    public void A_source_generated_description_decides_names_and_what_is_ignored() =>
        ParamFlattener.FromJson(new Described(5, new DescribedInner(0.00001, [1, 2], false), "hidden"), DescribedContext.Default.Described)
            .Should().Equal(
                new Param("depth", "5"), new Param("inner.rate", "1e-05"), new Param("inner.sizes", "[1, 2]"), new Param("inner.on", "False"));

    [Fact]
    public void JSON_that_is_no_object_is_refused()
    {
        var flatten = () => ParamFlattener.FromJson(3, DescribedContext.Default.Int32);

        flatten.Should().Throw<MlTrackException>().WithMessage("*made of an object with properties*Number*");
    }

    [Theory]
    [InlineData(3)]
    [InlineData("text")]
    [InlineData(new[] { 1 })]
    public void A_value_without_names_is_refused(object value)
    {
        var flatten = () => ParamFlattener.FromObject(value);

        flatten.Should().Throw<MlTrackException>().Where(e => e.ErrorCode == MlTrackErrorCode.InvalidParameterValue).WithMessage("*LogParam(name, value)*");
    }

    [Fact]
    public void Values_that_hold_themselves_are_refused()
    {
        var mapping = new Dictionary<string, object?>();
        mapping["self"] = mapping;
        var list = new ArrayList();
        list.Add(list);
        var node = new Node();
        node.Next = node;

        ((Action)(() => ParamFlattener.FromDictionary(mapping))).Should().Throw<MlTrackException>().WithMessage("*holds itself*");
        ((Action)(() => PythonText.Of(list))).Should().Throw<MlTrackException>().WithMessage("*holds itself*");
        ((Action)(() => ParamFlattener.FromObject(node))).Should().Throw<MlTrackException>().WithMessage("*holds itself*");
    }

    [Fact]
    public void An_endless_list_ends_beyond_the_limit_of_a_param()
    {
        static IEnumerable<int> Endless()
        {
            for (var i = 0; ; i++)
            {
                yield return i;
            }
        }

        var text = PythonText.Of(Endless());

        Names.CheckParamValue(text).Should().NotBeNull("it is still too long, so that it is cut or refused as any long value");
        text.Length.Should().BeLessThan(20_000);
    }

    [Theory]
    [InlineData("1", "1")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("1e5", "100000.0")]
    [InlineData("\"é\"", "é")]
    [InlineData("[\"é\", null, false]", "['é', None, False]")]
    [InlineData("{\"a\": {\"b\": []}}", "{'a': {'b': []}}")]
    public void JSON_has_the_text_of_what_Python_reads_from_it(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        PythonText.Of(document.RootElement).Should().Be(expected);
        PythonText.Of((object)document.RootElement).Should().Be(expected);
    }

    private sealed class Node
    {
        public Node? Next { get; set; }
    }

    private sealed record Settings
    {
        public int Depth { get; init; }

        public IReadOnlyDictionary<string, double>? Rates { get; init; }

        public int Twice => Depth * 2;

        internal int Hidden => 1;

        public int this[int index] => index;
    }

    internal sealed record Described(int Depth, DescribedInner Inner, [property: JsonIgnore] string Hidden);

    internal sealed record DescribedInner(double Rate, int[] Sizes, bool On);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Described))]
    [JsonSerializable(typeof(int))]
    internal sealed partial class DescribedContext : JsonSerializerContext;
}
