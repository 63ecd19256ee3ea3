using System.Numerics;
using Mrq.Core.Graph;
using Mrq.Emulator.Context;
using Mrq.Emulator.Numerics;

namespace Mrq.Emulator.Linear.Stages;

/// <summary>Brings rows of sums, one column for each output channel, to quantized outputs: <see cref="OutputStage"/> for many values at once.</summary>
internal abstract class TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    /// <summary>Sums are read in steps of so many columns; a buffer of sums must be readable to the next multiple.</summary>
    public const int Columns = 8;

    /// <summary>The vectorized stage where there is one for the arithmetic, else the scalar one.</summary>
    /// <param name="stage">The stage to vectorize.</param>
    /// <param name="channels">The channel of each column.</param>
    public static TileStage<T> Create(OutputStage stage, int[] channels) => VectorOutputStage<T>.TryCreate(stage, channels) ?? (TileStage<T>)new ScalarTileStage<T>(stage, channels, hasBias: false);

    /// <summary>Whether the input's zero point is one of its values, as padding in 8 bits needs; a broken file may have others.</summary>
    public static bool TakesInput(KernelContext context)
    {
        var (minimum, maximum) = context.Input(0).Type.IntegerRange();
        return context.ActivationQuantization(context.Input(0)).ZeroPoint is var zeroPoint && zeroPoint >= minimum && zeroPoint <= maximum;
    }

    /// <summary>Lines of some columns, for whoever applies them itself.</summary>
    public virtual ProvenLines? Lines => null;

    /// <summary>What requantizes sums of eight columns in registers of 256 bits by integers; null where nothing does.</summary>
    public virtual RequantizationLanes? Integers => null;

    /// <summary>What clamps the numbers of either.</summary>
    public virtual ByteRange<T>? Range => null;

    /// <summary>What a sum of the column starts from: its bias where this stage does not add it.</summary>
    public abstract int InitialSum(int column);

    /// <summary>Requantizes <paramref name="rows"/> rows.</summary>
    /// <param name="sums">Row by row, each of <paramref name="sumStride"/> columns.</param>
    /// <param name="sumStride">At least the columns.</param>
    /// <param name="rows">How many.</param>
    /// <param name="firstColumn">The stage's column that the first of the sums is; a multiple of 8.</param>
    /// <param name="columns">Columns to write.</param>
    /// <param name="output">Where the first column of the first row goes.</param>
    /// <param name="outputStride">Elements from one row's output to the next.</param>
    public abstract void Store(ReadOnlySpan<int> sums, int sumStride, int rows, int firstColumn, int columns, Span<T> output, int outputStride);
}

/// <summary>The stage of every arithmetic that has no vectorized form: <see cref="OutputStage"/> value by value.</summary>
/// <param name="stage">The stage.</param>
/// <param name="channels">The channel of each column.</param>
/// <param name="hasBias">Whether sums come with their bias.</param>
internal sealed class ScalarTileStage<T>(OutputStage stage, int[] channels, bool hasBias) : TileStage<T>
    where T : unmanaged, IBinaryInteger<T>
{
    public override int InitialSum(int column) => 0;

    public override void Store(ReadOnlySpan<int> sums, int sumStride, int rows, int firstColumn, int columns, Span<T> output, int outputStride)
    {
        for (var row = 0; row < rows; row++)
        {
            var source = sums.Slice(row * sumStride, columns);
            var target = output.Slice(row * outputStride, columns);
            for (var i = 0; i < columns; i++)
            {
                var channel = channels[firstColumn + i];
                target[i] = T.CreateTruncating(hasBias ? stage.Requantize(source[i], channel) : stage.Apply(source[i], channel));
            }
        }
    }
}
