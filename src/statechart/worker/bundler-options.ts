import type { BundleOptions } from '@temporalio/worker';

type WebpackHook = NonNullable<BundleOptions['webpackConfigHook']>;

/** Marks the bundle as built with these options; read by `runStatechart`. */
const MARK = { __STATECHART_BUNDLE__: 'true' };

/** S10: Temporal bundles for development, and with it would come XState's development build. */
const CONDITIONS = ['webpack', 'production', 'module', 'import', 'require', 'default'];

/** Bundles XState's production build and marks the bundle. */
export const statechartWebpackConfigHook: WebpackHook = (config) => ({
  ...config,
  resolve: { ...config.resolve, conditionNames: CONDITIONS },
  plugins: [
    ...(config.plugins ?? []),
    { apply: (compiler) => new compiler.webpack.DefinePlugin(MARK).apply(compiler) },
  ],
});
