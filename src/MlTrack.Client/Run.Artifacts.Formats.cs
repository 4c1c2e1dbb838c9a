using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Artifacts that MLflow gives a form: dictionaries, tables, images.</content>
public sealed partial class Run
{
    private const string JsonTrimmingMessage = "The properties of the value may have been removed. Use the overload with JsonTypeInfo<T>.";

    // Adding to a table is reading, adding, writing: one at a time within a run.
#pragma warning disable CA2213 // A semaphore whose wait handle nobody asks for holds nothing that would have to be disposed.
    private readonly SemaphoreSlim _tables = new(1, 1);
#pragma warning restore CA2213
    private string? _loggedArtifacts;

    /// <summary>
    /// Writes a value as JSON, by its source-generated description: MLflow's <c>log_dict</c>, with its layout (indented by two, ASCII). A file
    /// <c>*.yaml</c> or <c>*.yml</c> becomes YAML with sorted keys.
    /// </summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="artifactFile">The file, such as <c>config.json</c>.</param>
    /// <param name="typeInfo">The description, from a <c>JsonSerializerContext</c>.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    public Run LogJson<T>(T value, string artifactFile, JsonTypeInfo<T> typeInfo)
    {
        Guard.NotNull(artifactFile);
        Guard.NotNull(typeInfo);
        return LogJson(JsonSerializer.SerializeToElement(value, typeInfo), artifactFile);
    }

    /// <summary>Writes any object, record, list or dictionary as JSON: MLflow's <c>log_dict</c>, as with the other overloads.</summary>
    /// <param name="value">The value.</param>
    /// <param name="artifactFile">The file, such as <c>config.json</c>.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    [RequiresUnreferencedCode(JsonTrimmingMessage)]
    [RequiresDynamicCode(JsonTrimmingMessage)]
    public Run LogJson(object value, string artifactFile)
    {
        Guard.NotNull(value);
        Guard.NotNull(artifactFile);
        return LogJson(JsonSerializer.SerializeToElement(value, value.GetType()), artifactFile);
    }

    /// <summary>Writes JSON as an artifact: MLflow's <c>log_dict</c>, as with the other overloads.</summary>
    /// <param name="value">The JSON.</param>
    /// <param name="artifactFile">The file, such as <c>config.json</c>.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the file was not stored.</exception>
    public Run LogJson(JsonElement value, string artifactFile)
    {
        Guard.NotNull(artifactFile);
        return LogContent("LogJson", artifactFile, () => LoggedDict.Describe(artifactFile, value));
    }

    /// <summary>Adds rows to a table, given as columns: MLflow's <c>log_table</c>. The first call makes the file.</summary>
    /// <typeparam name="TColumn">A list of cells.</typeparam>
    /// <param name="columns">Names and cells; all columns have the same length. NaN and infinities become null, as with pandas.</param>
    /// <param name="artifactFile">The file, which ends with <c>.json</c>.</param>
    /// <returns>This run.</returns>
    /// <remarks>Threads of one process add one after the other; two processes that add to one table at the same time lose rows, as in MLflow.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the table was not stored.</exception>
    public Run LogTable<TColumn>(IEnumerable<KeyValuePair<string, TColumn>> columns, string artifactFile)
        where TColumn : IEnumerable
    {
        Guard.NotNull(columns);
        Guard.NotNull(artifactFile);

        // A copy, since what cannot be stored now is stored later.
        var copy = columns.Select(column => new KeyValuePair<string, IEnumerable<object?>>(column.Key, column.Value.Cast<object?>().ToArray())).ToArray();
        return LogTable(copy, artifactFile);
    }

    /// <summary>Adds rows to a table, given as objects whose properties are the columns: MLflow's <c>log_table</c>. The first call makes the file.</summary>
    /// <typeparam name="TRow">The type of a row.</typeparam>
    /// <param name="rows">The rows.</param>
    /// <param name="artifactFile">The file, which ends with <c>.json</c>.</param>
    /// <param name="typeInfo">The description of a row, from a <c>JsonSerializerContext</c>.</param>
    /// <returns>This run.</returns>
    /// <remarks>As with the other overload.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the table was not stored.</exception>
    public Run LogTable<TRow>(IEnumerable<TRow> rows, string artifactFile, JsonTypeInfo<TRow> typeInfo)
    {
        Guard.NotNull(rows);
        Guard.NotNull(artifactFile);
        Guard.NotNull(typeInfo);
        return LogTable(TableRows.ToColumns(rows.Select(row => JsonSerializer.SerializeToElement(row, typeInfo))), artifactFile);
    }

    /// <summary>Logs one image of a series: MLflow's <c>log_image</c> with a key, shown by its page step by step.</summary>
    /// <param name="png">A complete PNG file. Images that are only files go through <see cref="LogArtifact(byte[], string)"/>.</param>
    /// <param name="key">The series, of ASCII letters, digits and <c>_-./ </c>.</param>
    /// <param name="step">The step; 0 by default, as in MLflow.</param>
    /// <param name="timestamp">The time, or null for now.</param>
    /// <returns>This run.</returns>
    /// <remarks>The file gets MLflow's name. Its small copy in WebP, which only the grid of images uses, is not made.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the image was not stored.</exception>
    public Run LogImage(byte[] png, string key, long step = 0, DateTimeOffset? timestamp = null)
    {
        Guard.NotNull(png);
        Guard.NotNull(key);
        var time = (timestamp ?? Writer.Time.GetUtcNow()).ToUnixTimeMilliseconds();
        return LogContent("LogImage", key, () => LoggedImage.Describe(key, png, step, time, Guid.ParseExact(Client.Ids.NewHexId(), "N")));
    }

    // What cannot be described is a fault of logging like any other.
    private Run LogContent(string operation, string key, Func<ArtifactContent> describe)
    {
        if (!IsOpenForWriting)
        {
            return this;
        }

        ArtifactContent content;
        try
        {
            content = describe();
        }
        catch (MlTrackException exception)
        {
            Writer.Failed(new PendingRefusal(operation, key), exception);
            return this;
        }

        Log(BytesArtifact(operation, content.Bytes, content.Path));
        foreach (var tag in content.Tags)
        {
            SetTag(tag.Key, tag.Value);
        }

        return this;
    }

    private Run LogTable(IReadOnlyList<KeyValuePair<string, IEnumerable<object?>>> columns, string artifactFile) => Log(
        new PendingArtifact(_artifacts, "LogTable", artifactFile, (artifacts, token) => AddToTableAsync(artifacts, columns, artifactFile, token)));

    private async ValueTask AddToTableAsync(
        IArtifactRepository artifacts,
        IReadOnlyList<KeyValuePair<string, IEnumerable<object?>>> columns,
        string artifactFile,
        CancellationToken cancellationToken)
    {
        await _tables.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var existing = await TableRows.ReadAsync(artifacts, artifactFile, cancellationToken).ConfigureAwait(false);
            var content = LoggedTable.Describe(artifactFile, columns, existing, _loggedArtifacts);
            await artifacts.UploadAsync(new MemoryStream(content.Bytes, writable: false), content.Path, cancellationToken).ConfigureAwait(false);
            foreach (var tag in content.Tags)
            {
                _loggedArtifacts = tag.Value;
                Writer.Write(new PendingTag(tag.Key, tag.Value));
            }
        }
        finally
        {
            _tables.Release();
        }
    }
}
