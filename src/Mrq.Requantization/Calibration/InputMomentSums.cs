using Mrq.Requantization.Algebra;
using Mrq.Requantization.Layers;

namespace Mrq.Requantization.Calibration;

/// <summary>
/// Sums of products of what the rows of one group are multiplied with, source and target side by side, in integer steps. Every sum is exact, so that
/// it does not show in which blocks the samples came.
/// </summary>
internal sealed class InputMomentSums
{
    /// <summary>Smaller matrices are not worth threads of their own.</summary>
    private const int SmallestParallelSize = 64;

    private readonly RowGroup _group;
    private readonly int _size;

    /// <summary>Σ x_i·x_j of the target, the upper triangle, as integers in the memory of the matrix to come.</summary>
    private readonly SquareMatrix _squares;

    /// <summary>Σ x°_i·x_j, row by the source's input, column by the target's; likewise.</summary>
    private readonly SquareMatrix _products;
    private readonly long[] _sources;
    private readonly long[] _targets;
    private int _samples;

    public InputMomentSums(RowGroup group)
    {
        (_group, _size) = (group, group.Inputs.Length);
        (_squares, _products) = (new SquareMatrix(_size), new SquareMatrix(_size));
        (_sources, _targets) = (new long[_size], new long[_size]);
    }

    /// <summary>Whether its rows are worth threads of their own; else a thread does whole groups.</summary>
    public bool IsLarge => _size >= SmallestParallelSize;

    /// <summary>Adds a block of positions.</summary>
    /// <param name="source">For each of the layer's inputs the source's values at the positions.</param>
    /// <param name="target">The target's.</param>
    /// <param name="parallel">Threads; rows are independent of one another.</param>
    public void Add(InputColumns source, InputColumns target, ParallelOptions parallel)
    {
        var ones = new short[source.Positions];
        Array.Fill(ones, (short)1);
        var narrow = true;
        foreach (var input in _group.Inputs)
        {
            narrow = narrow && IntegerDot.IsNarrow(source[input]) && IntegerDot.IsNarrow(target[input]);
        }

        void Row(int i)
        {
            var x = source[_group.Inputs[i]];
            var y = target[_group.Inputs[i]];
            _sources[i] += IntegerDot.Sum(x, ones, narrow);
            _targets[i] += IntegerDot.Sum(y, ones, narrow);
            var squares = _squares.Integers(i);
            var products = _products.Integers(i);
            for (var j = 0; j < _size; j++)
            {
                var column = target[_group.Inputs[j]];
                products[j] += IntegerDot.Sum(x, column, narrow);
                if (j >= i)
                {
                    squares[j] += IntegerDot.Sum(y, column, narrow);
                }
            }
        }

        _samples += source.Positions;
        if (!IsLarge)
        {
            for (var i = 0; i < _size; i++)
            {
                Row(i);
            }
        }
        else
        {
            Parallel.For(0, _size, parallel, Row);
        }
    }

    /// <summary>The moments in the target's real units, once; every sum is scaled once.</summary>
    /// <param name="sourceScales">Real value of one step of each of the layer's inputs in the source, folding factor included.</param>
    /// <param name="targetScale">Real value of one step of the target's inputs.</param>
    public InputMoments Moments(double[] sourceScales, double targetScale)
    {
        var (covariance, cross) = (_squares, _products);
        for (var i = 0; i < _size; i++)
        {
            var squares = _squares.Integers(i);
            var products = _products.Integers(i);
            for (var j = 0; j < _size; j++)
            {
                if (j >= i)
                {
                    covariance[i, j] = covariance[j, i] = Central(squares[j], _targets[i], _targets[j]) * targetScale * targetScale;
                }

                cross[i, j] = Central(products[j], _sources[i], _targets[j]) * sourceScales[_group.Inputs[i]] * targetScale;
            }
        }

        return new InputMoments(covariance, cross, _samples);
    }

    /// <summary>(n·Σxy − Σx·Σy) / n²: the numerator is exact, so that constant inputs have a variance of exactly 0.</summary>
    private double Central(long products, long xs, long ys) =>
        (double)(((Int128)products * _samples) - ((Int128)xs * ys)) / ((double)_samples * _samples);
}
