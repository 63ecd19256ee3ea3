using System.Collections.Immutable;
using System.Globalization;

namespace Mrq.Core.Graph;

/// <summary>Dimensions of a tensor, outermost first; a scalar has none. Two shapes are equal when their dimensions are.</summary>
public readonly struct TensorShape : IEquatable<TensorShape>
{
    private readonly ImmutableArray<int> _dimensions;

    public TensorShape(params ReadOnlySpan<int> dimensions) => _dimensions = [.. dimensions];

    public ImmutableArray<int> Dimensions => _dimensions.IsDefault ? [] : _dimensions;

    public int Rank => Dimensions.Length;

    /// <summary>Product of the dimensions; 1 for a scalar.</summary>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var dimension in Dimensions)
            {
                count = checked(count * dimension);
            }

            return count;
        }
    }

    public int this[Index index] => Dimensions[index];

    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    public bool Equals(TensorShape other) => Dimensions.AsSpan().SequenceEqual(other.Dimensions.AsSpan());

    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var dimension in Dimensions)
        {
            hash.Add(dimension);
        }

        return hash.ToHashCode();
    }

    public override string ToString() =>
        "[" + string.Join("x", Dimensions.Select(dimension => dimension.ToString(CultureInfo.InvariantCulture))) + "]";
}
