namespace MlTrack.Models;

/// <summary>What a column of a model's signature holds: MLflow's types.</summary>
public enum ColumnKind
{
    /// <summary><c>boolean</c>: <see cref="bool"/>.</summary>
    Boolean = 0,

    /// <summary><c>integer</c>: <see cref="int"/>.</summary>
    Integer,

    /// <summary><c>long</c>: <see cref="long"/>.</summary>
    Long,

    /// <summary><c>float</c>: <see cref="float"/>.</summary>
    Float,

    /// <summary><c>double</c>: <see cref="double"/>.</summary>
    Double,

    /// <summary><c>string</c>: <see cref="string"/>.</summary>
    String,

    /// <summary><c>binary</c>: bytes, base64 text in JSON.</summary>
    Binary,

    /// <summary><c>datetime</c>: <see cref="System.DateTime"/>, ISO 8601 text in JSON.</summary>
    DateTime,

    /// <summary><c>array</c>: a list of values of one type.</summary>
    Array,

    /// <summary><c>object</c>: named properties, each of its own type.</summary>
    Object,

    /// <summary><c>map</c>: texts to values of one type.</summary>
    Map,

    /// <summary><c>any</c>: not checked.</summary>
    Any,

    /// <summary><c>sparkml_vector</c>: Spark's vectors; kept, never made here.</summary>
    SparkVector,
}
