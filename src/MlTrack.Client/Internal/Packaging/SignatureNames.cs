using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>MLflow's names of the kinds of columns, by their order in <see cref="ColumnKind"/>.</summary>
internal static class SignatureNames
{
    private static readonly string[] Names =
        ["boolean", "integer", "long", "float", "double", "string", "binary", "datetime", "array", "object", "map", "any", "sparkml_vector"];

    private static readonly ColumnType[] Scalars =
    [
        ColumnType.Boolean, ColumnType.Integer, ColumnType.Long, ColumnType.Float, ColumnType.Double, ColumnType.String, ColumnType.Binary, ColumnType.DateTime,
    ];

    internal static string Of(ColumnKind kind) => Names[(int)kind];

    /// <summary>Gives one of the eight types without parts; null when it is none.</summary>
    internal static ColumnType? FindScalar(string name) => Array.IndexOf(Names, name) is >= 0 and <= (int)ColumnKind.DateTime and var place ? Scalars[place] : null;
}
