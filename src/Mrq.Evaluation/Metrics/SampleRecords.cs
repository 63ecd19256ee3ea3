namespace Mrq.Evaluation.Metrics;

/// <summary>
/// How what an accumulator keeps of a sample lies in a file: numbers by their bits, so that what was merged from files is what one process would have had.
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
/// <param name="Write">Writes one.</param>
/// <param name="Read">Reads what was written; fails with an exception of <see cref="BinaryReader"/>, or <see cref="InvalidDataException"/>, for anything else.</param>
internal sealed record SampleRecord<T>(Action<BinaryWriter, T> Write, Func<BinaryReader, T> Read);

/// <summary>The records of the accumulators.</summary>
internal static class SampleRecords
{
    /// <summary>A number of each model.</summary>
    public static SampleRecord<(double First, double Second)> Numbers { get; } = new(
        static (writer, pair) =>
        {
            writer.Write(pair.First);
            writer.Write(pair.Second);
        },
        static reader => (reader.ReadDouble(), reader.ReadDouble()));

    /// <summary>Whether each model is right, in two bits.</summary>
    public static SampleRecord<(bool Source, bool Target)> Verdicts { get; } = new(
        static (writer, pair) => writer.Write((byte)((pair.Source ? 1 : 0) | (pair.Target ? 2 : 0))),
        static reader => reader.ReadByte() is <= 3 and var bits ? ((bits & 1) != 0, (bits & 2) != 0) : throw new InvalidDataException());

    /// <summary>A count out of a count.</summary>
    public static SampleRecord<Proportion> Proportions { get; } = new(
        static (writer, share) =>
        {
            writer.Write7BitEncodedInt64(share.Count);
            writer.Write7BitEncodedInt64(share.Of);
        },
        static reader => new Proportion(reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64()) is { Count: >= 0, Of: >= 1 } share && share.Count <= share.Of ? share : throw new InvalidDataException());

    /// <summary>All scores of each model.</summary>
    public static SampleRecord<(double[] Source, double[] Target)> Scores { get; } = new(
        static (writer, pair) =>
        {
            WriteNumbers(writer, pair.Source);
            WriteNumbers(writer, pair.Target);
        },
        static reader => (ReadNumbers(reader), ReadNumbers(reader)));

    /// <summary>A number of entries that a file may have: each takes some bytes of what is left of it.</summary>
    /// <param name="reader">A reader of a stream whose length is known.</param>
    /// <param name="bytes">The least that an entry takes.</param>
    public static int ReadCount(BinaryReader reader, int bytes) =>
        reader.Read7BitEncodedInt() is >= 0 and var count && (long)count * bytes <= reader.BaseStream.Length - reader.BaseStream.Position ? count : throw new InvalidDataException();

    private static void WriteNumbers(BinaryWriter writer, double[] numbers)
    {
        writer.Write7BitEncodedInt(numbers.Length);
        Array.ForEach(numbers, writer.Write);
    }

    private static double[] ReadNumbers(BinaryReader reader)
    {
        var numbers = new double[ReadCount(reader, sizeof(double))];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadDouble();
        }

        return numbers;
    }
}
