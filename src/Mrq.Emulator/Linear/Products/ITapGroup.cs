namespace Mrq.Emulator.Linear.Products;

/// <summary>Neighbouring taps of a window's row that one instruction multiplies and adds, for some channels at once: what <see cref="TapRows{TTaps}"/> writes.</summary>
internal interface ITapGroup
{
    /// <summary>Channels, and words of a group.</summary>
    static abstract int Channels { get; }

    /// <summary>Taps, the values in a word.</summary>
    static abstract int Taps { get; }

    /// <summary>The word of taps that all have one value.</summary>
    static abstract int Word(byte value);

    /// <summary>Interleaves the values of a run of columns.</summary>
    /// <param name="source">The first column's first tap.</param>
    /// <param name="column">Bytes from one column to the next.</param>
    /// <param name="tap">Bytes from one tap to the next.</param>
    /// <param name="count">Columns.</param>
    /// <param name="target">The first column's words.</param>
    static abstract void Interleave(ref byte source, nint column, nint tap, int count, ref int target);
}
