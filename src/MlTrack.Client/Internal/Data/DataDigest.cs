using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MlTrack.Internal.Data;

/// <summary>
/// MLflow's digests of data sets: the first 8 hexadecimal digits of an MD5, the same as Python's for the same table or array. It tells versions of a data
/// set apart; nothing is protected by it.
/// </summary>
internal static class DataDigest
{
    /// <summary>How many rows, or values of an array, count.</summary>
    internal const int HashedRows = 10_000;

    private const int Bytes = 4;

    /// <summary>The digest of a table.</summary>
    /// <param name="columns">All columns, with at least the first 10,000 rows.</param>
    /// <param name="rowCount">The number of rows of the whole table.</param>
    internal static string OfTable(IReadOnlyList<DataColumn> columns, long rowCount)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var used = columns.Where(column => column.Kind != DataColumnKind.Other).ToList();
        if (used.Select(column => column.Kind).Distinct().Count() > 1)
        {
            used = used.OrderBy(column => column.Name, StringComparer.Ordinal).ToList();
        }

        for (var row = 0; row < Math.Min(rowCount, HashedRows); row++)
        {
            Append(md5, OfRow(used, row));
        }

        Append(md5, (ulong)rowCount);
        foreach (var column in columns)
        {
            md5.AppendData(Encoding.UTF8.GetBytes(column.Name));
        }

        return ToText(md5.GetHashAndReset());
    }

    /// <summary>The digest of arrays of any rank: their first 10,000 values and their dimensions, one array after the other.</summary>
    internal static string OfArrays(IEnumerable<(DataColumn Values, IReadOnlyList<int> Shape)> arrays)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var (values, shape) in arrays)
        {
            for (var i = 0; i < Math.Min(values.Count, HashedRows); i++)
            {
                Append(md5, values.Hash(i));
            }

            foreach (var dimension in shape)
            {
                Append(md5, (ulong)dimension);
            }
        }

        return ToText(md5.GetHashAndReset());
    }

    /// <summary>The digest of a file: of all its bytes.</summary>
    internal static string OfFile(Stream content)
    {
        using var md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        var buffer = new byte[128 << 10];
        int count;
        while ((count = content.Read(buffer, 0, buffer.Length)) > 0)
        {
            md5.AppendData(buffer, 0, count);
        }

        return ToText(md5.GetHashAndReset());
    }

    // pandas' combination of hashes: the columns of the row, then its number.
    private static ulong OfRow(List<DataColumn> columns, int row)
    {
        ulong hash = 0x345678;
        ulong factor = 1000003;
        var left = columns.Count + 1;
        foreach (var column in columns)
        {
            Combine(column.Hash(row), ref hash, ref factor, ref left);
        }

        Combine(ValueHash.OfBits((ulong)row), ref hash, ref factor, ref left);
        return hash + 97531;
    }

    private static void Combine(ulong item, ref ulong hash, ref ulong factor, ref int left)
    {
        hash = (hash ^ item) * factor;
        factor += 82520UL + (2UL * (ulong)left);
        left--;
    }

    private static void Append(IncrementalHash md5, ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        md5.AppendData(bytes);
    }

    private static string ToText(byte[] hash) => string.Concat(hash.Take(Bytes).Select(value => value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
}
