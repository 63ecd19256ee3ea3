using Google.FlatBuffers;

namespace Mrq.Testing;

/// <summary>
/// Whether every table, vector, string and union of a TFLite file lies where FlatBuffers allows it, by the schema's text alone: nothing is shared with the
/// reader and the writer. FlatBuffers' own verifier judges as well, where it can: in 25.2.10 it passes over tables behind the first 32 KiB.
/// </summary>
public static class FlatBuffersJudge
{
    private const int MostTables = 10_000_000;
    private const int MostDepth = 64;

    private static readonly Dictionary<string, List<Field>> Tables;
    private static readonly Dictionary<string, Dictionary<byte, string>> Unions;
    private static readonly Dictionary<string, int> Enums;

    static FlatBuffersJudge()
    {
        var rows = File.ReadLines(Path.Combine(TestData.Repository, "src", "Mrq.Formats.TfLite", "Schema", "tflite-schema.tsv")).Skip(1).Select(line => line.Split('\t')).ToList();
        Enums = rows.Where(row => row[0] == "enum").DistinctBy(row => row[1]).ToDictionary(row => row[1], row => Size(row[4]));
        Unions = rows.Where(row => row[0] == "union").GroupBy(row => row[1]).ToDictionary(union => union.Key, union => union.ToDictionary(row => byte.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture), row => row[3]));
        Tables = rows.Where(row => row[0] == "table").GroupBy(row => row[1]).ToDictionary(table => table.Key, table => table.Select(row => new Field(short.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture), row[4])).ToList());
    }

    /// <summary>Fails the test where a file is no valid TFLite FlatBuffer.</summary>
    public static void Require(byte[] file)
    {
        Assert.IsTrue(file.AsSpan(4, 4).SequenceEqual("TFL3"u8), "The file has another identifier.");
        var bytes = new FlatBytes(file);
        Judge(bytes, "Model", bytes.Offset(0), MostDepth);
        if (file.Length <= short.MaxValue)
        {
            var verifier = new Verifier(new ByteBuffer(file), new Options(MostDepth, MostTables, stringEndCheck: true, alignmentCheck: true));
            Assert.IsTrue(verifier.VerifyBuffer("TFL3", sizePrefixed: false, Table(bytes, "Model")), "FlatBuffers' verifier refuses the file.");
        }
    }

    private static void Judge(FlatBytes bytes, string table, int position, int depth)
    {
        Assert.IsGreaterThan(0, depth, "tables within tables without end");
        bytes.RequireTable(position);
        foreach (var field in Tables.GetValueOrDefault(table, []))
        {
            if (bytes.Field(position, field.Number) is { } at)
            {
                Judge(bytes, position, field, at, depth);
            }
        }
    }

    private static void Judge(FlatBytes bytes, int position, Field field, int at, int depth)
    {
        var type = field.Type;
        if (type == "string")
        {
            bytes.RequireString(bytes.Offset(at));
        }
        else if (field.Element is not { } element)
        {
            if (Unions.ContainsKey(type))
            {
                Judge(bytes, Member(bytes, position, field) ?? "NONE", bytes.Offset(at), depth - 1);
            }
            else if (Tables.ContainsKey(type))
            {
                Judge(bytes, type, bytes.Offset(at), depth - 1);
            }
            else
            {
                bytes.Require(at, Size(type), Size(type));
            }
        }
        else if (element == "string" || Tables.ContainsKey(element))
        {
            var (first, count) = bytes.Vector(bytes.Offset(at), sizeof(uint));
            for (var i = 0; i < count; i++)
            {
                var target = bytes.Offset(first + (i * sizeof(uint)));
                if (element == "string")
                {
                    bytes.RequireString(target);
                }
                else
                {
                    Judge(bytes, element, target, depth - 1);
                }
            }
        }
        else
        {
            bytes.Vector(bytes.Offset(at), Size(element));
        }
    }

    /// <summary>Tables without a field in the schema have nothing to look at.</summary>
    private static VerifyTableAction Table(FlatBytes bytes, string name) => (verifier, position) =>
        verifier.VerifyTableStart(position)
        && Tables.GetValueOrDefault(name, []).TrueForAll(field => Verify(verifier, bytes, position, field))
        && verifier.VerifyTableEnd(position);

    private static bool Verify(Verifier verifier, FlatBytes bytes, uint position, Field field)
    {
        if (field.Type == "string")
        {
            return verifier.VerifyString(position, field.Offset, required: false);
        }

        if (field.Element is { } element)
        {
            return element == "string" ? verifier.VerifyVectorOfStrings(position, field.Offset, required: false)
                : Tables.ContainsKey(element) ? verifier.VerifyVectorOfTables(position, field.Offset, Table(bytes, element), required: false)
                : verifier.VerifyVectorOfData(position, field.Offset, (ulong)Size(element), required: false);
        }

        if (Unions.ContainsKey(field.Type))
        {
            // It tells the action a byte of the member's place for the member's number, so that this is read here.
            var member = Member(bytes, (int)position, field);
            return verifier.VerifyUnion(position, (short)(field.Offset - 2), field.Offset, (inner, _, at) => member is null || Table(bytes, member)(inner, at), required: false);
        }

        var size = (ulong)Size(field.Type);
        return Tables.ContainsKey(field.Type)
            ? verifier.VerifyTable(position, field.Offset, Table(bytes, field.Type), required: false)
            : verifier.VerifyField(position, field.Offset, size, size, required: false);
    }

    /// <summary>The table that a union holds, by the field before it; null for none that the schema knows.</summary>
    private static string? Member(FlatBytes bytes, int position, Field field) =>
        bytes.Field(position, field.Number - 1) is { } at && Unions[field.Type].TryGetValue(bytes.Byte(at), out var name) && name != "NONE" ? name : null;

    private static int Size(string type) => type.Split(' ')[0] switch
    {
        _ when Tables?.ContainsKey(type) == true => sizeof(uint),
        "bool" or "byte" or "ubyte" or "int8" or "uint8" => 1,
        "short" or "ushort" or "int16" or "uint16" => 2,
        "int" or "uint" or "int32" or "uint32" or "float" => 4,
        "long" or "ulong" or "int64" or "uint64" or "double" => 8,
        var other => Enums.TryGetValue(other, out var size) ? size : throw new InvalidOperationException($"The schema has a type '{type}' that the judge does not know."),
    };

    /// <summary>A field of a table.</summary>
    /// <param name="Number">Its place.</param>
    /// <param name="Type">As the schema writes it.</param>
    private sealed record Field(short Number, string Type)
    {
        /// <summary>Where the table's list of offsets has it.</summary>
        public short Offset => (short)(4 + (2 * Number));

        /// <summary>Of a vector what it is of.</summary>
        public string? Element => Type.StartsWith('[') ? Type.Trim('[', ']') : null;
    }
}
