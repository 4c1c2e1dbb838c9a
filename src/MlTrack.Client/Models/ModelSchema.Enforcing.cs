using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <content>Data that must fit.</content>
public sealed partial class ModelSchema
{
    /// <summary>
    /// Makes typed columns fit this schema as MLflow's <c>predict</c> does: required columns must be there, others are dropped, and a type becomes another only where nothing can be lost
    /// (<see cref="int"/> to <see cref="long"/> or <see cref="double"/>, <see cref="float"/> to <see cref="double"/>, …).
    /// </summary>
    /// <param name="columns">
    /// By name, arrays of the same length: of <see cref="bool"/>, whole numbers of 8 to 64 bits, <see cref="float"/>, <see cref="double"/>, <see cref="string"/>, <see cref="DateTime"/>, or objects. Of a
    /// schema without names the columns are taken in the order of the enumeration.
    /// </param>
    /// <returns>The schema's columns in its order, those that fit already being the caller's own arrays. Optional ones that are not there are left out.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/>, with MLflow's text: a column is missing, or its type does not fit.</exception>
    /// <exception cref="NotSupportedException">The schema is of tensors.</exception>
    public IReadOnlyList<KeyValuePair<string, Array>> Enforce(IReadOnlyDictionary<string, Array> columns)
    {
        Guard.NotNull(columns);
        return Columns.Count > 0 ? TypeEnforcement.Enforce(this, columns) : throw new NotSupportedException("Only columns are enforced; this schema is of tensors.");
    }
}
