return Mrq.Tool.MrqCommandLine.Run(args);
