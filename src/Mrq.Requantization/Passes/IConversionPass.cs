namespace Mrq.Requantization.Passes;

/// <summary>A step of a conversion: from a state to the next one.</summary>
/// <typeparam name="TState">What the passes of one kind hand on.</typeparam>
internal interface IConversionPass<TState>
{
    /// <summary>Its name for whoever switches or times it.</summary>
    string Name { get; }

    TState Run(TState state, ConversionContext context);
}
