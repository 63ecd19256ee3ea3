using Mrq.Requantization.Algebra;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Sums of products of what the rows of one group are multiplied with, source and target side by side, in integer steps. Every sum is exact, so that
/// it does not show in which blocks the samples came.
/// </summary>
internal sealed class InputMomentSums
{
    /// <summary>Smaller matrices are not worth threads of their own; then a thread does whole groups.</summary>
    public const int SmallestParallelSize = 64;

    /// <summary>For each weight of a row the index into the layer's input windows.</summary>
    private readonly int[] _inputs;

    /// <summary>Σ x_i·x_j of the target, the upper triangle, as integers in the memory of the matrix to come.</summary>
    private readonly SquareMatrix _squares;

    /// <summary>Σ x°_i·x_j, row by the source's input, column by the target's; likewise.</summary>
    private readonly SquareMatrix _products;

    public InputMomentSums(int[] inputs)
    {
        _inputs = inputs;
        (_squares, _products) = (new SquareMatrix(inputs.Length), new SquareMatrix(inputs.Length));
        (Sources, Targets) = (new long[inputs.Length], new long[inputs.Length]);
    }

    /// <summary>Inputs.</summary>
    public int Size => _inputs.Length;

    /// <summary>Σ x°_i.</summary>
    public long[] Sources { get; }

    /// <summary>Σ x_i.</summary>
    public long[] Targets { get; }

    /// <summary>Σ x°_i·x_j of a row i.</summary>
    public Span<long> Products(int row) => _products.Integers(row);

    /// <summary>Σ x_i·x_j of a row i; only what is not left of the diagonal counts.</summary>
    public Span<long> Squares(int row) => _squares.Integers(row);

    /// <summary>The moments in the target's real units, once; every sum is scaled once.</summary>
    /// <param name="samples">Positions that were summed over.</param>
    /// <param name="sourceScales">Real value of one step of each of the layer's inputs in the source, folding factor included.</param>
    /// <param name="targetScale">Real value of one step of the target's inputs.</param>
    /// <param name="parallel">Threads; each does whole rows.</param>
    public InputMoments Moments(int samples, double[] sourceScales, double targetScale, ParallelOptions parallel)
    {
        // Row i reads what is not left of the diagonal in row i and writes there, and below the diagonal in column i, where nothing is read.
        void Row(int i)
        {
            var squares = Squares(i);
            var products = Products(i);
            for (var j = 0; j < Size; j++)
            {
                if (j >= i)
                {
                    _squares[i, j] = _squares[j, i] = Central(squares[j], Targets[i], Targets[j], samples) * targetScale * targetScale;
                }

                _products[i, j] = Central(products[j], Sources[i], Targets[j], samples) * sourceScales[_inputs[i]] * targetScale;
            }
        }

        if (Size < SmallestParallelSize)
        {
            for (var i = 0; i < Size; i++)
            {
                Row(i);
            }
        }
        else
        {
            Parallel.For(0, Size, parallel, Row);
        }

        return new InputMoments(_squares, _products, samples);
    }

    /// <summary>(n·Σxy − Σx·Σy) / n²: the numerator is exact, so that constant inputs have a variance of exactly 0.</summary>
    private static double Central(long products, long xs, long ys, int samples) =>
        (double)(((Int128)products * samples) - ((Int128)xs * ys)) / ((double)samples * samples);
}
