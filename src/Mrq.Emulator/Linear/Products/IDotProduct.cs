namespace Mrq.Emulator.Linear.Products;

/// <summary>
/// What a matrix product asks of an instruction set: a vector whose every 32-bit lane is one output channel and holds as many
/// neighbouring values of the depth as the instruction multiplies into that lane. One word of an input row is broadcast to all lanes.
/// </summary>
/// <typeparam name="TVector">A vector of 32-bit lanes.</typeparam>
internal interface IDotProduct<TVector>
    where TVector : struct
{
    static abstract bool IsSupported { get; }

    /// <summary>32-bit lanes of the vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Values of the depth in one lane: 2 of 16 bits or 4 of 8 bits.</summary>
    static abstract int Depth { get; }

    /// <summary>What 8-bit inputs are brought to by flipping their top bit: unsigned (0 to 255) or signed. 16-bit inputs keep their values.</summary>
    static abstract bool TakesUnsigned { get; }

    static abstract TVector Load(ref int source);

    static abstract TVector Broadcast(int word);

    /// <summary>sum[i] + Σ input[i].k · weights[i].k over the values k of a lane; no product and no partial sum saturates.</summary>
    static abstract TVector MultiplyAdd(TVector sum, TVector input, TVector weights);

    static abstract TVector Add(TVector a, TVector b);

    static abstract void Store(TVector value, ref int target);
}
