using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets;

/// <summary>What the numbers for one input of a model mean: see <see cref="DatasetOptions"/>.</summary>
/// <param name="Name">The input.</param>
/// <param name="Mean">See <see cref="DatasetOptions.InputMean"/>; null where nothing is said.</param>
/// <param name="Scale">See <see cref="DatasetOptions.InputScale"/>.</param>
/// <param name="Type">See <see cref="DatasetOptions.InputType"/>.</param>
/// <param name="Preset">See <see cref="DatasetOptions.InputPreset"/>.</param>
public sealed record InputMeaning(string Name, ChannelValues? Mean, ChannelValues? Scale, ElementType? Type, InputPreset? Preset = null);
