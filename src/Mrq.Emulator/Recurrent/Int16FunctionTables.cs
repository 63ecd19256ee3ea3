namespace Mrq.Emulator.Recurrent;

/// <summary>The functions of <see cref="Int16FixedPoint"/> for every argument, by its 16 bits: an LSTM asks for thousands of values a sample.</summary>
internal static class Int16FunctionTables
{
    private const int MostIntegerBits = 6;
    private static readonly Lazy<short[]> OfLogistic = new(() => Tabulate(Int16FixedPoint.Logistic));
    private static readonly Lazy<short[]>[] OfTanh =
        [.. Enumerable.Range(0, MostIntegerBits + 1).Select(integerBits => new Lazy<short[]>(() => Tabulate(a => Int16FixedPoint.Tanh(a, integerBits))))];

    public static short[] Logistic => OfLogistic.Value;

    public static short[] Tanh(int integerBits) => OfTanh[integerBits].Value;

    private static short[] Tabulate(Func<short, short> function)
    {
        var table = new short[1 << 16];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = function(unchecked((short)i));
        }

        return table;
    }
}
