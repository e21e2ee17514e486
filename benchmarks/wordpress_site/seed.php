<?php
// Install WordPress and write the site; print the published addresses as JSON.
define('WP_INSTALLING', true);
require __DIR__ . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

add_filter('pre_wp_mail', '__return_false');
wp_install('Invented Institute', 'editor', 'editor@example.org', true, '', 'invented');
update_option('permalink_structure', getenv('WP_PLAIN') ? '' : '/%postname%/');
switch_theme('institute');
require_once get_template_directory() . '/functions.php';
do_action('init');
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules(false);

mt_srand(1);
$syllables = ['ba', 'de', 'fi', 'go', 'lu', 'mar', 'nen', 'por', 'ris', 'sto', 'tan', 'ver', 'wil'];
function words(int $count): string
{
    global $syllables;
    $made = [];
    for ($word = 0; $word < $count; $word++) {
        $made[] = $syllables[mt_rand(0, 12)] . $syllables[mt_rand(0, 12)];
    }
    return implode(' ', $made);
}
function body(): string
{
    return implode("\n\n", array_map(fn () => ucfirst(words(60)) . '.', range(1, 5)));
}

foreach (get_posts(['post_type' => ['post', 'page'], 'numberposts' => -1, 'post_status' => 'any']) as $old) {
    wp_delete_post($old->ID, true);
}
wp_defer_term_counting(true);
$authors = array_map(fn ($name) => wp_create_user($name, 'invented', "$name@example.org"), ['ada', 'bram', 'cem']);
$categories = array_map(fn ($name) => wp_create_category($name), ['News', 'Energy', 'Ports', 'Cyber', 'Space']);
$tags = array_map(fn ($number) => "Topic $number", range(1, 20));
function write(string $type, int $number, string $status = 'publish', array $about = []): int
{
    global $authors, $categories, $tags;
    $when = gmdate('Y-m-d H:i:s', time() - 86400 * ($number + 2));
    return wp_insert_post($about + [
        'post_type' => $type,
        'post_status' => $status,
        'post_title' => ucfirst(words(5)) . " $number",
        'post_content' => body(),
        'post_date' => $when,
        'post_date_gmt' => $when,
        'post_author' => $authors[$number % 3],
        'post_category' => $type === 'post' ? [$categories[$number % 5]] : [],
        'tags_input' => $type === 'post' ? [$tags[$number % 20], $tags[$number * 7 % 20]] : [],
    ]);
}
foreach (range(1, (int) getenv('WP_POSTS')) as $number) {
    write('post', $number);
}
foreach (range(1, 12) as $number) {
    write('page', $number);
}
foreach (range(1, 40) as $number) {
    write('publication', $number);
}
// None of these is for the public.
write('post', 1, 'draft');
write('post', 2, 'private');
write('banner', 1);
write('post', 3, 'future', ['post_date' => '2099-01-01 00:00:00', 'post_date_gmt' => '2099-01-01 00:00:00']);
wp_defer_term_counting(false);
require __DIR__ . '/truth.php';
