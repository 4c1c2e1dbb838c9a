using MlTrack.Internal.Text;

namespace MlTrack.Internal.Search;

/// <summary>
/// The messages with which MLflow refuses filters, orders and pages, word for word, its unbalanced quotes included. Sets, which
/// Python prints in any order, are printed in ordinal order.
/// </summary>
internal static class SearchErrors
{
    public static MlTrackException Invalid(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);

    public static MlTrackException FilterNotParsed(string filter) => Invalid($"Invalid filter '{filter}'. Could not be parsed.");

    public static MlTrackException FilterFailed(string filter) => Invalid($"Error on parsing filter '{Shorten(filter)}'");

    public static MlTrackException FilterTooLong(int length, int limit) =>
        Invalid($"The filter has {length} characters, at most {limit} are allowed (lists of values count separately). Ask for less at a time.");

    public static MlTrackException TooManyClauses(int limit) => Invalid($"The filter has more than {limit} clauses. Ask for less at a time.");

    public static MlTrackException SeveralExpressions(string filter) =>
        Invalid($"Search filter contained multiple expression {PythonRepr.Quote(filter)}. Provide AND-ed expression list.");

    public static MlTrackException InvalidClauses(List<string> pieces, bool quoted) =>
        Invalid("Invalid clause(s) in filter string: " + string.Join(", ", quoted ? pieces.ConvertAll(p => $"'{p}'") : pieces));

    public static MlTrackException WrongPartCount(int found) => Invalid($"Invalid comparison clause. Expected 3 tokens found {found}");

    public static MlTrackException LeftSideIsNoIdentifier(string left) => Invalid($"Invalid comparison clause. Expected 'Identifier' found '{left}'");

    public static MlTrackException UnknownAttribute(string key, string validKeys) =>
        Invalid($"Invalid attribute key '{key}' specified. Valid keys are '{validKeys}'");

    public static MlTrackException UnknownDatasetKey(string key) =>
        Invalid($"Invalid dataset key '{key}' specified. Valid keys are '{{'context', 'digest', 'name'}}'");

    public static MlTrackException MetricNeedsNumber(string value) => Invalid($"Expected numeric value type for metric. Found {value}");

    public static MlTrackException AttributeNeedsNumber(string key, string value) =>
        Invalid($"Expected numeric value type for numeric attribute: {key}. Found {value}");

    public static MlTrackException NeedsText(string entity, string value) =>
        Invalid($"Expected a quoted string value for {entity} (e.g. 'my-value'). Got value {value}");

    public static MlTrackException AttributeNeedsText(string value, bool orList = false) =>
        Invalid($"Expected a quoted string value {(orList ? "or a list of quoted string values " : "")}for attributes. Got value {value}");

    public static MlTrackException DatasetNeedsText(string value) => Invalid($"Expected a quoted string value for dataset attributes. Got value {value}");

    public static MlTrackException NotQuoted(string value) => Invalid(
        $"Parameter value is either not quoted or unidentified quote types used for string value {value}. Use either single or double quotes.");

    public static MlTrackException NoList(string keysWithList) =>
        Invalid($"Only [{keysWithList}] attributes support comparison with a list of quoted string values.");

    public static MlTrackException EmptyList() =>
        Invalid("While parsing a list in the query, expected a non-empty list of string values, but got empty list");

    public static MlTrackException IllFormedList() =>
        Invalid("While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.");

    public static MlTrackException WrongTypeInList(string list) =>
        Invalid($"While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: {list}");

    public static MlTrackException OnlyVersionNumberIsNumeric() => Invalid(
        "Only the '{'creation_timestamp', 'last_updated_timestamp', 'version_number'}' attributes support comparison with numeric values.");

    public static MlTrackException VersionNumberExpected(string value) => Invalid($"Expected a whole number for attribute: version_number. Found {value}");

    public static MlTrackException NoNullTest(string entity, string key) =>
        Invalid($"IS NULL / IS NOT NULL is only supported for tags and params, not for '{entity}' '{key}'");

    public static MlTrackException NoNullTestForAttribute(string key) =>
        Invalid($"IS NULL / IS NOT NULL is only supported for tags, not for attribute '{key}'");

    public static MlTrackException NoNullTestInRegistry(string key) =>
        Invalid($"IS NULL / IS NOT NULL is not supported in searches of the model registry (found at '{key}')");

    public static MlTrackException UnknownComparator(string comparator, string validOnes) => Invalid($"Invalid comparator '{comparator}' not one of '{validOnes}");

    public static MlTrackException ListNeedsIn(string comparator) => Invalid($"A list of values can be compared with IN and NOT IN, not with {comparator}");

    public static MlTrackException UnknownModelKey(string key) => Invalid($"Invalid logged model search key '{key}'");

    public static MlTrackException OrderNotParsed(string item) => Invalid($"Invalid order_by clause '{item}'. Could not be parsed.");

    public static MlTrackException OrderKeyInvalid(string item) => Invalid($"Invalid ordering key in order_by clause '{item}'.");

    public static MlTrackException NotPartOfMlflow(string part) => Invalid(
        $"{part} is not part of MLflow's filter language but of MlTrack's additions to it. They are searched by MlTrack's own stores "
        + "when FilterDialect.Extended is set; an MLflow server or FilterDialect.Mlflow refuses them.");

    public static MlTrackException NoHistory(string function) => new(
        MlTrackErrorCode.NotImplemented,
        $"{function} looks at every point of a metric, and this store gives only the latest one. Search without it.");

    private static string Shorten(string text) => text.Length <= 1000 ? text : text.Substring(0, 1000) + "…";
}
